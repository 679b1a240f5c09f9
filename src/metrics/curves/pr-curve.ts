import { groupByScore } from "../scored-rows.js";
import { defaultMaxPoints, thinnedPoints } from "./thin.js";

/** What one threshold does, as precision and recall. */
export interface PrPoint {
  /** Rows at or above it count as positive. */
  readonly threshold: number;
  /** Share of positive decisions that are right. */
  readonly precision: number;
  /** Share of positives found. */
  readonly recall: number;
}

/**
 * Precision and recall at every distinct score, threshold falling, recall rising to 1.
 * @param labels 0 or 1 per row
 * @param scores per row, any numbers; a higher one means a more likely positive
 * @param maxPoints a curve with more distinct scores is thinned evenly along its length; Infinity keeps all
 * @returns NaN recall when there is no positive
 */
export function prCurve(labels: Uint8Array, scores: Float64Array, maxPoints: number = defaultMaxPoints): PrPoint[] {
  const groups = groupByScore(labels, scores);
  const precisionAt = (point: number): number =>
    groups.truePositives[point]! / (groups.truePositives[point]! + groups.falsePositives[point]!);
  const lengths = groups.truePositives.map(
    (found, point) => found / Math.max(1, groups.positives) + (found + groups.falsePositives[point]!) / labels.length,
  );
  return Array.from(thinnedPoints(lengths, maxPoints), (point) => ({
    threshold: groups.scores[point]!,
    precision: precisionAt(point),
    recall: groups.truePositives[point]! / groups.positives,
  }));
}
