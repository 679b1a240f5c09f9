import { z } from "zod";
import type { CalibrationOption } from "./choose-calibrator.js";

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
  /**
   * What gives up on poor parameter sets after some of their folds: `race` (paired with the best set's folds, from the first
   * fold on), `wilcoxon` (signed-rank test, from the fourth), `median`, `percentile` (the best quarter goes on), `successive-halving`,
   * `hyperband` or `none`; default `race`.
   */
  readonly pruner: "race" | "wilcoxon" | "median" | "percentile" | "successive-halving" | "hyperband" | "none";
  /** What proposes parameter sets: `tpe`, `random`, or `grid` (three values of each number, in shuffled order); default `tpe`. */
  readonly sampler: "tpe" | "random" | "grid";
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
  /** How long the search may start trials, such as `10min`; null for no limit, which is the default. */
  readonly timeBudget: string | null;
  /** Id of an earlier training run whose trials the search learns from; null, the default, for none. */
  readonly warmStart: string | null;
  /** Seed of everything random in training; default 42. */
  readonly seed: number;
  /** Cross-validations of the final recipe, each with other folds; default 1. */
  readonly repeats: number;
  /** Whether probabilities are calibrated: `auto` only when it helps beyond chance; default `auto`. */
  readonly calibration: CalibrationOption;
  /** Features of which the score may only rise or only fall; default none. */
  readonly monotone: Readonly<Record<string, "increasing" | "decreasing">>;
  /** Weight of a positive row against a negative one; `balanced` gives both classes the same total; default 1. */
  readonly positiveWeight: number | "balanced";
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
  pruner: z
    .enum(["race", "wilcoxon", "median", "percentile", "successive-halving", "hyperband", "none"])
    .default("race")
    .describe("what gives up on poor parameter sets after some of their folds"),
  sampler: z.enum(["tpe", "random", "grid"]).default("tpe").describe("what proposes parameter sets"),
  folds: z.int().min(2).max(20).default(5).describe("folds of cross-validation inside the training rows"),
  maxRounds: z.int().min(1).max(10_000).default(300).describe("most boosting rounds"),
  earlyStoppingRounds: z.int().min(1).default(20).describe("rounds without a better fold loss before boosting stops"),
  missingAugmentation: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.1)
    .describe("share of values made missing in a second copy of the training rows, 0 to 0.5; 0 makes no copy"),
  repeats: z.int().min(1).max(20).default(1).describe("cross-validations of the final recipe, each with other folds"),
  calibration: z
    .enum(["auto", "none", "platt", "isotonic"])
    .default("auto")
    .describe("calibrator fitted on out-of-fold predictions; auto uses one only when it helps beyond chance"),
  monotone: z
    .record(z.string(), z.enum(["increasing", "decreasing"]))
    .default({})
    .describe("number features of which the score may only rise or only fall"),
  positiveWeight: z
    .union([z.literal("balanced"), z.number().gt(0).max(1000)])
    .default(1)
    .describe("weight of a positive row against a negative one; balanced gives both classes the same total"),
  timeBudget: z
    .string()
    .regex(/^\d+(\.\d+)?\s*(ms|s|min|h|d|w)$/, "write a duration such as 10min")
    .nullable()
    .default(null)
    .describe("how long the search may start trials, such as 10min; null for no limit"),
  warmStart: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe("id of an earlier training run whose trials the search learns from"),
  seed: z.int().default(42).describe("seed of everything random in training"),
  threshold: thresholdOptions
    .prefault({ policy: "f1-with-precision-floor" })
    .describe("how the operating threshold is chosen"),
});
