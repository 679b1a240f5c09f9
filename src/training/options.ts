import { z } from "zod";

/** How the probability from which on a row counts as positive is chosen, on out-of-fold predictions only. */
export type ThresholdOptions =
  | { readonly policy: "f1-with-precision-floor"; readonly floor: number }
  | { readonly policy: "cost" }
  | { readonly policy: "fixed"; readonly value: number };

/** How models are searched for and fitted. */
export interface TrainingOptions {
  /** Parameter sets that are tried; default 50. */
  readonly trials: number;
  /** Which search space; default `default`. */
  readonly space: "default" | "reference";
  /** Folds of cross-validation inside the training rows; default 5. */
  readonly folds: number;
  /** Most boosting rounds; default 300. */
  readonly maxRounds: number;
  /** Rounds without a better fold loss before boosting stops; default 20. */
  readonly earlyStoppingRounds: number;
  /**
   * Share of feature values made missing in a second copy of the training rows, from which the final model learns to live with
   * gaps; 0 leaves the copy out; default 0.1.
   */
  readonly missingAugmentation: number;
  /** Seed of everything random in training; default 42. */
  readonly seed: number;
  /** How the operating threshold is chosen; default `f1-with-precision-floor` with floor 0.6. */
  readonly threshold: ThresholdOptions;
}

const thresholdOptions = z.discriminatedUnion("policy", [
  z.strictObject({
    policy: z.literal("f1-with-precision-floor"),
    floor: z.number().min(0).max(1).default(0.6).describe("lowest out-of-fold precision, 0 to 1"),
  }),
  z.strictObject({ policy: z.literal("cost") }),
  z.strictObject({
    policy: z.literal("fixed"),
    value: z.number().gt(0).lt(1).describe("the threshold itself, 0 to 1"),
  }),
]);

/** Schema of {@link TrainingOptions}. */
export const trainingOptions: z.ZodType<TrainingOptions> = z.strictObject({
  trials: z.int().min(1).max(10_000).default(50).describe("parameter sets that are tried"),
  space: z.enum(["default", "reference"]).default("default").describe("which search space"),
  folds: z.int().min(2).max(20).default(5).describe("folds of cross-validation inside the training rows"),
  maxRounds: z.int().min(1).max(10_000).default(300).describe("most boosting rounds"),
  earlyStoppingRounds: z.int().min(1).default(20).describe("rounds without a better fold loss before boosting stops"),
  missingAugmentation: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.1)
    .describe("share of values made missing in a second copy of the training rows, 0 to 0.5; 0 makes no copy"),
  seed: z.int().default(42).describe("seed of everything random in training"),
  threshold: thresholdOptions
    .prefault({ policy: "f1-with-precision-floor" })
    .describe("how the operating threshold is chosen"),
});
