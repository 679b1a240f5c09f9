import { groupByScore } from "../scored-rows.js";
import { defaultMaxPoints, thinnedPoints } from "./thin.js";

/** What one threshold does, as rates within each class. */
export interface RocPoint {
  /** Rows at or above it count as positive; null at the start, where no row does. */
  readonly threshold: number | null;
  /** Share of negatives called positive. */
  readonly falsePositiveRate: number;
  /** Share of positives found. */
  readonly truePositiveRate: number;
}

/**
 * The receiver operating characteristic, from (0, 0) to (1, 1), threshold falling.
 * @param labels 0 or 1 per row
 * @param scores per row, any numbers; a higher one means a more likely positive
 * @param maxPoints a curve with more distinct scores is thinned evenly along its length; Infinity keeps all
 * @returns NaN rates for a class that is missing
 */
export function rocCurve(labels: Uint8Array, scores: Float64Array, maxPoints: number = defaultMaxPoints): RocPoint[] {
  const groups = groupByScore(labels, scores);
  const lengths = Float64Array.from({ length: groups.scores.length + 1 }, (_, point) =>
    point === 0
      ? 0
      : groups.truePositives[point - 1]! / Math.max(1, groups.positives) +
        groups.falsePositives[point - 1]! / Math.max(1, groups.negatives),
  );
  return Array.from(thinnedPoints(lengths, maxPoints), (point) => ({
    threshold: point === 0 ? null : groups.scores[point - 1]!,
    falsePositiveRate: (point === 0 ? 0 : groups.falsePositives[point - 1]!) / groups.negatives,
    truePositiveRate: (point === 0 ? 0 : groups.truePositives[point - 1]!) / groups.positives,
  }));
}
