import { groupByScore, type ScoreGroups } from "../scored-rows.js";

/**
 * Rows in the highest-scored share of all rows: at least one.
 * @param rowCount all rows
 * @param share in (0, 1]
 */
export function topShareSize(rowCount: number, share: number): number {
  return Math.max(1, Math.round(rowCount * share));
}

/**
 * Positives among the `size` highest scores; a tie at the edge counts with its mean.
 * @param groups rows by score
 * @param size rows, from 1 to all
 */
export function positivesInTop(groups: ScoreGroups, size: number): number {
  let positivesAbove = 0;
  let rowsAbove = 0;
  for (let group = 0; group < groups.scores.length; group += 1) {
    const positives = groups.truePositives[group]!;
    const rows = positives + groups.falsePositives[group]!;
    if (rows >= size) {
      return positivesAbove + ((positives - positivesAbove) * (size - rowsAbove)) / (rows - rowsAbove);
    }
    positivesAbove = positives;
    rowsAbove = rows;
  }
  return positivesAbove;
}

/**
 * Share of positives among the highest-scored share of rows.
 * @param labels 0 or 1 per row
 * @param scores per row, any numbers; a higher one means a more likely positive
 * @param share of all rows, in (0, 1]; default 0.1, the top decile
 * @returns in [0, 1], higher is better
 */
export function topSharePrecision(labels: Uint8Array, scores: Float64Array, share = 0.1): number {
  return topSharePrecisionOf(groupByScore(labels, scores), share);
}

/**
 * {@link topSharePrecision} of rows that are gathered by score.
 * @param groups rows by score
 * @param share of all rows, in (0, 1]; default 0.1
 */
export function topSharePrecisionOf(groups: ScoreGroups, share = 0.1): number {
  const size = topShareSize(groups.positives + groups.negatives, share);
  return positivesInTop(groups, size) / size;
}

/**
 * {@link topSharePrecision} over the share of positives among all rows: how many times better than picking at random.
 * @param labels 0 or 1 per row
 * @param scores per row, any numbers; a higher one means a more likely positive
 * @param share of all rows, in (0, 1]; default 0.1, the top decile
 * @returns at least 0, 1 for random scores, higher is better; NaN when there is no positive
 */
export function topShareLift(labels: Uint8Array, scores: Float64Array, share = 0.1): number {
  return topShareLiftOf(groupByScore(labels, scores), share);
}

/**
 * {@link topShareLift} of rows that are gathered by score.
 * @param groups rows by score
 * @param share of all rows, in (0, 1]; default 0.1
 */
export function topShareLiftOf(groups: ScoreGroups, share = 0.1): number {
  return topSharePrecisionOf(groups, share) / (groups.positives / (groups.positives + groups.negatives));
}
