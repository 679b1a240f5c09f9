import { requireScoredRows } from "../scored-rows.js";

/** Rows per bin of equal width and class. */
export interface ScoreHistogram {
  /** Ascending from 0 to 1, one more than there are bins; a bin holds its lower edge, the last one both. */
  readonly edges: readonly number[];
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

/**
 * How probabilities spread over [0, 1] for each class.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @param binCount default 20
 */
export function scoreHistogram(labels: Uint8Array, probabilities: Float64Array, binCount = 20): ScoreHistogram {
  requireScoredRows(labels, probabilities);
  const positives = Array.from({ length: binCount }, () => 0);
  const negatives = Array.from({ length: binCount }, () => 0);
  for (let row = 0; row < labels.length; row += 1) {
    const bin = Math.min(Math.max(Math.floor(probabilities[row]! * binCount), 0), binCount - 1);
    (labels[row] === 1 ? positives : negatives)[bin]! += 1;
  }
  return { edges: Array.from({ length: binCount + 1 }, (_, edge) => edge / binCount), positives, negatives };
}
