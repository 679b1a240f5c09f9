import { binOf, binTable, countBins } from "./bin-codes.js";
import type { NumericBinning } from "./binning.js";

/** What a run of values holds, all of one group. */
export interface NumericRun {
  /** Rows per bin; finite values only. */
  readonly bins: Int32Array;
  readonly nulls: number;
  readonly positiveInfinite: number;
  readonly negativeInfinite: number;
  readonly zeros: number;
  readonly unseen: number;
  readonly outside: number;
  /** NaN without a finite value. */
  readonly min: number;
  readonly max: number;
}

type Special = Pick<NumericRun, "nulls" | "positiveInfinite" | "negativeInfinite" | "zeros" | "min" | "max">;

function specialValues(values: Float64Array): Special {
  let [nulls, infinite, positiveInfinite, zeros] = [0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    if (value - value !== 0) {
      if (value === value) infinite += 1;
      else nulls += 1;
      if (value > 0) positiveInfinite += 1;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros += 1;
  }
  const isEmpty = nulls + infinite === values.length;
  return {
    nulls,
    positiveInfinite,
    negativeInfinite: infinite - positiveInfinite,
    zeros,
    min: isEmpty ? Number.NaN : min,
    max: isEmpty ? Number.NaN : max,
  };
}

function countOutside(values: Float64Array, [low, high]: readonly [number, number]): number {
  let rows = 0;
  for (const value of values) if (Number.isFinite(value) && (value < low || value > high)) rows += 1;
  return rows;
}

/**
 * A function that counts runs of values that are all of one group, a few nanoseconds a value: one pass for the bins without a
 * branch for missing or infinite values (they are taken out of the outer bins afterwards), one for all else.
 */
export function createRunCounter(binning: NumericBinning): (values: Float64Array) => NumericRun {
  const table = binTable(binning);
  const last = binning.edges.length;
  const { limits, values: known } = binning;
  const countUnseen = (values: Float64Array): number => {
    if (known === null) return 0;
    let rows = 0;
    for (const value of values) if (Number.isFinite(value) && known[binOf(table, value)] !== value) rows += 1;
    return rows;
  };
  return (values) => {
    const bins = new Int32Array(last + 1);
    countBins(table, values, bins);
    const special = specialValues(values);
    bins[0]! -= special.nulls + special.negativeInfinite;
    bins[last]! -= special.positiveInfinite;
    const isInside = !(special.min < limits[0]) && !(special.max > limits[1]);
    return { bins, ...special, unseen: countUnseen(values), outside: isInside ? 0 : countOutside(values, limits) };
  };
}
