import type { ClassMetric, ConfusionCounts } from "../metric.js";
import { totalOf } from "./confusion.js";

/**
 * Share of right decisions, in [0, 1].
 * @param counts rows by label and decision
 */
export function accuracy(counts: ConfusionCounts): number {
  return (counts.truePositives + counts.trueNegatives) / totalOf(counts);
}

/**
 * Share of positive decisions that are right, in [0, 1]; NaN when there is none.
 * @param counts rows by label and decision
 */
export function precision(counts: ConfusionCounts): number {
  return counts.truePositives / (counts.truePositives + counts.falsePositives);
}

/**
 * Share of positives that are found, in [0, 1]; NaN when there is none.
 * @param counts rows by label and decision
 */
export function recall(counts: ConfusionCounts): number {
  return counts.truePositives / (counts.truePositives + counts.falseNegatives);
}

/**
 * Harmonic mean of precision and recall, in [0, 1]; 0 when nothing is found, NaN when there is nothing to find either.
 * @param counts rows by label and decision
 */
export function f1(counts: ConfusionCounts): number {
  return (2 * counts.truePositives) / (2 * counts.truePositives + counts.falsePositives + counts.falseNegatives);
}

/**
 * Share of positives that are missed, in [0, 1]; NaN when there is none.
 * @param counts rows by label and decision
 */
export function falseNegativeRate(counts: ConfusionCounts): number {
  return counts.falseNegatives / (counts.truePositives + counts.falseNegatives);
}

/**
 * Share of negatives that are called positive, in [0, 1]; NaN when there is none.
 * @param counts rows by label and decision
 */
export function falsePositiveRate(counts: ConfusionCounts): number {
  return counts.falsePositives / (counts.falsePositives + counts.trueNegatives);
}

/**
 * {@link f1} with the rarer class taken as the positive one; label 1 when both are equally frequent.
 * @param counts rows by label and decision
 */
export function minorityF1(counts: ConfusionCounts): number {
  const positives = counts.truePositives + counts.falseNegatives;
  if (2 * positives <= totalOf(counts)) return f1(counts);
  return f1({
    truePositives: counts.trueNegatives,
    falsePositives: counts.falseNegatives,
    falseNegatives: counts.falsePositives,
    trueNegatives: counts.truePositives,
  });
}

/**
 * Share of positive decisions among all, in [0, 1].
 * @param counts rows by label and decision
 */
export function predictedPositiveShare(counts: ConfusionCounts): number {
  return (counts.truePositives + counts.falsePositives) / totalOf(counts);
}

/**
 * Share of label 1 among all rows, in [0, 1].
 * @param counts rows by label and decision
 */
export function labelPositiveShare(counts: ConfusionCounts): number {
  return (counts.truePositives + counts.falseNegatives) / totalOf(counts);
}

/**
 * Share of the class that is decided less often, in [0, 0.5]; near 0 the model says almost always the same.
 * @param counts rows by label and decision
 */
export function smallestPredictedShare(counts: ConfusionCounts): number {
  const share = predictedPositiveShare(counts);
  return Math.min(share, 1 - share);
}

/** Names of the metrics of decisions. */
export type ClassMetricName =
  | "accuracy"
  | "precision"
  | "recall"
  | "f1"
  | "falseNegativeRate"
  | "falsePositiveRate"
  | "minorityF1"
  | "smallestPredictedShare";

/** Metrics of decisions at a threshold, all from the four counts. */
export const classMetrics: Readonly<Record<ClassMetricName, ClassMetric>> = {
  accuracy: { name: "accuracy", direction: "higher", compute: accuracy },
  precision: { name: "precision", direction: "higher", compute: precision },
  recall: { name: "recall", direction: "higher", compute: recall },
  f1: { name: "f1", direction: "higher", compute: f1 },
  falseNegativeRate: { name: "falseNegativeRate", direction: "lower", compute: falseNegativeRate },
  falsePositiveRate: { name: "falsePositiveRate", direction: "lower", compute: falsePositiveRate },
  minorityF1: { name: "minorityF1", direction: "higher", compute: minorityF1 },
  smallestPredictedShare: { name: "smallestPredictedShare", direction: "higher", compute: smallestPredictedShare },
};
