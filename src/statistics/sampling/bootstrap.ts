import type { Random } from "#kernel";
import { quantileOfSorted } from "../description/quantile.js";
import type { Interval } from "../hypothesis/proportion.js";

/**
 * A statistic worked out again on rows drawn with replacement.
 * @param rowCount rows to draw from, and to draw
 * @param statistic of the drawn row numbers; the array is used again for the next draw
 * @param options.replicates how many draws
 * @returns one value per replicate, in the order of drawing
 * @source Efron (1979)
 */
export function bootstrap(
  rowCount: number,
  statistic: (rows: Uint32Array) => number,
  options: { readonly replicates: number; readonly random: Random },
): Float64Array {
  const rows = new Uint32Array(rowCount);
  const values = new Float64Array(options.replicates);
  for (let replicate = 0; replicate < values.length; replicate += 1) {
    for (let place = 0; place < rowCount; place += 1) rows[place] = options.random.integer(rowCount);
    values[replicate] = statistic(rows);
  }
  return values;
}

/**
 * The middle share of bootstrap values; values that are not numbers are left out.
 * @param values any numbers
 * @param level share between the ends, default 0.95
 * @returns NaN ends when no value is a number
 */
export function percentileInterval(values: Float64Array, level = 0.95): Interval {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return { low: Number.NaN, high: Number.NaN };
  return { low: quantileOfSorted(sorted, (1 - level) / 2), high: quantileOfSorted(sorted, (1 + level) / 2) };
}
