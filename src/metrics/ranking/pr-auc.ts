import { groupByScore, type ScoreGroups } from "../scored-rows.js";

/**
 * Average precision: precision at every distinct score, weighted by the recall it adds. No interpolation.
 * @param labels 0 or 1 per row
 * @param scores per row, any numbers; a higher one means a more likely positive
 * @returns in [0, 1], higher is better; NaN when there is no positive
 */
export function prAuc(labels: Uint8Array, scores: Float64Array): number {
  return prAucOf(groupByScore(labels, scores));
}

/**
 * {@link prAuc} of rows that are gathered by score.
 * @param groups rows by score
 */
export function prAucOf({ truePositives, falsePositives, positives }: ScoreGroups): number {
  let total = 0;
  let previous = 0;
  for (let group = 0; group < truePositives.length; group += 1) {
    const found = truePositives[group]!;
    total += ((found - previous) * found) / (found + falsePositives[group]!);
    previous = found;
  }
  return total / positives;
}
