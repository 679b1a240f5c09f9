import type { ConfusionCounts, Estimate } from "#metrics";
import type { PerformanceMetricName } from "./metric-names.js";
import type { PerformanceKey } from "./window-key.js";

/**
 * How much is known about a window: nothing but scores, some labels, or as good as all of them (or as many as will ever come).
 */
export type PerformanceState = "estimated" | "partial" | "mature";

/** Values of every metric with intervals; a metric that is not defined on the rows is left out. */
export type MetricEstimates = Readonly<Partial<Record<PerformanceMetricName, Estimate>>>;

/** What is known about the performance of one window at one moment. A later moment adds a revision. */
export interface PerformanceEntry extends PerformanceKey {
  /** 1, 2, 3, … */
  readonly revision: number;
  readonly state: PerformanceState;
  /** Epoch ms. */
  readonly asOf: number;
  readonly rows: number;
  /** Rows whose outcome counts: all but those the business acted on. */
  readonly eligible: number;
  readonly labelled: number;
  /** Known positives. */
  readonly positives: number;
  /** Labelled share of eligible rows, 0 to 1. */
  readonly coverage: number;
  /** Mean probability of all rows. */
  readonly meanProbability: number;
  /** Without labels, from probabilities alone. */
  readonly estimated: MetricEstimates;
  /** With labels; null until the window is mature and covered. */
  readonly realised: MetricEstimates | null;
  readonly confusion: ConfusionCounts | null;
  /** Why there are no realised numbers. */
  readonly reason: string | null;
}
