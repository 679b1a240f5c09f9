import type { ColumnValues } from "#tabular";
import { CategoryCounter } from "./category-counter.js";
import type { ColumnBinning, ColumnCounts } from "./column-counts.js";
import { rowsPerFlush } from "./exact-sum.js";
import { NumericCounter } from "./numeric-counter.js";

/** Counts one column over many rows, per group. */
export interface ColumnCounter {
  /**
   * Adds some rows.
   * @param from first row
   * @param groups one list of group numbers per way of grouping, −1 for a row that is in none; as long as there are rows, at most
   *   {@link rowsPerFlush}
   * @param groupCount how many groups there are by now
   */
  add(values: ColumnValues, from: number, groups: readonly Int32Array[], groupCount: number): void;
  counts(group: number): ColumnCounts;
}

/** Makes the counter of a column. */
export function createColumnCounter(binning: ColumnBinning): ColumnCounter {
  return binning.kind === "numeric" ? new NumericCounter(binning) : new CategoryCounter(binning);
}

/** Counts a whole column as one group. */
export function countColumn(binning: ColumnBinning, values: ColumnValues): ColumnCounts {
  const counter = createColumnCounter(binning);
  for (let from = 0; from < values.length; from += rowsPerFlush) {
    counter.add(values, from, [new Int32Array(Math.min(rowsPerFlush, values.length - from))], 1);
  }
  return counter.counts(0);
}
