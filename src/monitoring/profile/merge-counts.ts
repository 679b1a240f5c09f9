import type { ColumnBinning, ColumnCounts } from "./column-counts.js";
import { firstLevels } from "./category-counter.js";
import { addedSums, sumValue } from "./exact-sum.js";

function mergedLevels(left: ColumnCounts, right: ColumnCounts): ColumnCounts["unseenLevels"] {
  const counts = new Map(left.unseenLevels);
  for (const [level, rows] of right.unseenLevels) counts.set(level, (counts.get(level) ?? 0) + rows);
  return firstLevels(counts);
}

/** The smaller or larger of two numbers of which either may be missing. */
export function extreme(
  left: number | null,
  right: number | null,
  choose: (left: number, right: number) => number,
): number | null {
  if (left === null) return right;
  return right === null ? left : choose(left, right);
}

/** The counts of both parts together: exactly those of all their rows counted at once. */
export function mergeCounts(left: ColumnCounts, right: ColumnCounts): ColumnCounts {
  return {
    rows: left.rows + right.rows,
    nulls: left.nulls + right.nulls,
    positiveInfinite: left.positiveInfinite + right.positiveInfinite,
    negativeInfinite: left.negativeInfinite + right.negativeInfinite,
    zeros: left.zeros + right.zeros,
    bins: left.bins.map((rows, bin) => rows + right.bins[bin]!),
    unseen: left.unseen + right.unseen,
    unseenLevels: mergedLevels(left, right),
    outOfRange: left.outOfRange + right.outOfRange,
    min: extreme(left.min, right.min, Math.min),
    max: extreme(left.max, right.max, Math.max),
    sum: addedSums(left.sum, right.sum),
    squares: addedSums(left.squares, right.squares),
  };
}

/** Rows with a value in a bin. */
export function countedRows({ rows, nulls, positiveInfinite, negativeInfinite }: ColumnCounts): number {
  return rows - nulls - positiveInfinite - negativeInfinite;
}

/** Mean of the finite values of a numeric column; NaN without one. */
export function meanOf(binning: ColumnBinning, counts: ColumnCounts): number {
  return binning.kind === "numeric" ? sumValue(counts.sum, binning.sumScale) / countedRows(counts) : Number.NaN;
}

/** Standard deviation of the finite values (divided by n); NaN without one. */
export function deviationOf(binning: ColumnBinning, counts: ColumnCounts): number {
  if (binning.kind !== "numeric") return Number.NaN;
  const rows = countedRows(counts);
  const mean = meanOf(binning, counts);
  const square = sumValue(counts.squares, 2 * binning.squareScale) / rows;
  const tolerance = mean * mean * 1e-9;
  const variance = square - mean * mean;
  return variance <= tolerance && counts.min === counts.max ? 0 : Math.sqrt(Math.max(0, variance));
}
