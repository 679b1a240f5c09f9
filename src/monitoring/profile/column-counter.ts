import type { ColumnValues } from "#tabular";
import { CategoryCounter } from "./category-counter.js";
import type { NumericBinning } from "./binning.js";
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

/** Counts one column, batch by batch, as one group. */
export interface WholeCounter {
  /** Numbers for a numeric column, texts for a category. */
  add(values: ColumnValues): void;
  counts(): ColumnCounts;
}

function wholeNumbers(binning: NumericBinning): WholeCounter {
  const counter = new NumericCounter(binning);
  return {
    add: (values) => {
      for (let from = 0; from < values.length; from += rowsPerFlush) {
        counter.addRun((values as Float64Array).subarray(from, from + rowsPerFlush), 0);
      }
    },
    counts: () => counter.counts(0),
  };
}

/** Makes the counter of a column that is not looked at in parts. */
export function createWholeCounter(binning: ColumnBinning): WholeCounter {
  if (binning.kind === "numeric") return wholeNumbers(binning);
  const counter = createColumnCounter(binning);
  let one = new Int32Array(0);
  return {
    add: (values) => {
      for (let from = 0; from < values.length; from += rowsPerFlush) {
        const rows = Math.min(rowsPerFlush, values.length - from);
        if (one.length < rows) one = new Int32Array(rows);
        counter.add(values, from, [one.subarray(0, rows)], 1);
      }
    },
    counts: () => counter.counts(0),
  };
}

/** Counts a whole column as one group. */
export function countColumn(binning: ColumnBinning, values: ColumnValues): ColumnCounts {
  const counter = createWholeCounter(binning);
  counter.add(values);
  return counter.counts();
}
