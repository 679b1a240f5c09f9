import { requireScoredRows } from "../scored-rows.js";
import type { ConfusionCounts } from "../metric.js";

/**
 * Counts of labels against decisions at a threshold.
 * @param labels 0 or 1 per row
 * @param scores per row, any numbers; a higher one means a more likely positive
 * @param threshold rows at or above it count as positive
 */
export function confusionAt(labels: Uint8Array, scores: Float64Array, threshold: number): ConfusionCounts {
  requireScoredRows(labels, scores);
  let positives = 0;
  let predicted = 0;
  let truePositives = 0;
  for (let row = 0; row < labels.length; row += 1) {
    positives += labels[row]!;
    if (scores[row]! < threshold) continue;
    predicted += 1;
    truePositives += labels[row]!;
  }
  return {
    truePositives,
    falsePositives: predicted - truePositives,
    falseNegatives: positives - truePositives,
    trueNegatives: labels.length - positives - predicted + truePositives,
  };
}

/**
 * All rows of a confusion matrix.
 * @param counts rows by label and decision
 */
export function totalOf(counts: ConfusionCounts): number {
  return counts.truePositives + counts.falsePositives + counts.falseNegatives + counts.trueNegatives;
}
