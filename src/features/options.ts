import { z } from "zod";

/** A feature as written in the project file: a column's name, or a name with an expression. */
export type FeatureOption =
  | string
  | {
      readonly name: string;
      readonly expression?: string | undefined;
      readonly whenMissing: "keep" | "median" | number;
      readonly actionable?: boolean | undefined;
    };

/** How entities are put into training and test. */
export interface SplitOptions {
  /** Share of entities kept for the final test, 0 to 1; default 0.2. */
  readonly testShare: number;
  /** Seed of the split; default 42. */
  readonly seed: number;
}

const detailedFeature = z.strictObject({
  name: z.string().min(1).describe("name of the feature"),
  expression: z.string().min(1).optional().describe("expression over the columns; default the column of the same name"),
  whenMissing: z
    .union([z.literal("keep"), z.literal("median"), z.number()])
    .default("keep")
    .describe(
      "what stands in for a missing number: keep (LightGBM's own handling), median (of training rows) or a number",
    ),
  actionable: z.boolean().optional().describe("true when a business user may act on it"),
});

/** Schema of a {@link FeatureOption}. */
export const featureOptions: z.ZodType<FeatureOption> = z.union([z.string().min(1), detailedFeature]);

/** Schema of {@link SplitOptions}. */
export const splitOptions: z.ZodType<SplitOptions> = z.strictObject({
  testShare: z.number().gt(0).lt(1).default(0.2).describe("share of entities kept for the final test, 0 to 1"),
  seed: z.int().default(42).describe("seed of the split"),
});
