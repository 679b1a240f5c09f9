import { groupByScore } from "../scored-rows.js";
import { defaultMaxPoints, thinnedPoints } from "./thin.js";

/** What contacting the highest-scored rows finds. */
export interface GainsPoint {
  /** Share of all rows that are contacted. */
  readonly contactedShare: number;
  /** Share of positives among the contacted, of all positives. */
  readonly foundShare: number;
  /** `foundShare` over `contactedShare`: how many times better than at random; null at the start. */
  readonly lift: number | null;
  /** Lowest score that is contacted; null at the start. */
  readonly threshold: number | null;
}

/**
 * Share of positives found against share of rows contacted, highest scores first, from (0, 0) to (1, 1).
 * @param labels 0 or 1 per row
 * @param scores per row, any numbers; a higher one means a more likely positive
 * @param maxPoints a curve with more distinct scores is thinned evenly along its length; Infinity keeps all
 * @returns NaN shares found when there is no positive
 */
export function gainsCurve(
  labels: Uint8Array,
  scores: Float64Array,
  maxPoints: number = defaultMaxPoints,
): GainsPoint[] {
  const groups = groupByScore(labels, scores);
  const lengths = new Float64Array(groups.scores.length + 1);
  for (let point = 1; point < lengths.length; point += 1) {
    const found = groups.truePositives[point - 1]!;
    lengths[point] =
      (found + groups.falsePositives[point - 1]!) / labels.length + found / Math.max(1, groups.positives);
  }
  return Array.from(thinnedPoints(lengths, maxPoints), (point) => {
    if (point === 0) return { contactedShare: 0, foundShare: 0, lift: null, threshold: null };
    const found = groups.truePositives[point - 1]!;
    const contactedShare = (found + groups.falsePositives[point - 1]!) / labels.length;
    const foundShare = found / groups.positives;
    return { contactedShare, foundShare, lift: foundShare / contactedShare, threshold: groups.scores[point - 1]! };
  });
}
