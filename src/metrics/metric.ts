import type { DrawnRows } from "./drawn-rows.js";

/** Whether more or less of a metric is better. */
export type Direction = "higher" | "lower";

/** A number that says how well probabilities fit labels. */
export interface ProbabilityMetric {
  readonly name: string;
  readonly direction: Direction;
  /**
   * @param labels 0 or 1 per row
   * @param probabilities of label 1, per row
   * @returns NaN where the metric is not defined, such as the AUC of a single class
   */
  readonly compute: (labels: Uint8Array, probabilities: Float64Array) => number;
  /** The same number of drawn rows, without sorting them anew; left out where order has no part in the metric. */
  readonly computeDrawn?: (drawn: DrawnRows) => number;
}

/** A number that is best at a value of its own, not at an end. */
export interface TargetMetric {
  readonly name: string;
  /** The value of a perfect model. */
  readonly target: number;
  /** @returns NaN where the metric is not defined */
  readonly compute: (labels: Uint8Array, probabilities: Float64Array) => number;
}

/** Rows by label and decision. */
export interface ConfusionCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** A number that says how well decisions fit labels. */
export interface ClassMetric {
  readonly name: string;
  readonly direction: Direction;
  /** @returns NaN where the metric is not defined, such as the precision of no positive decision */
  readonly compute: (counts: ConfusionCounts) => number;
}
