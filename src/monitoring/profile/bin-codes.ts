import type { CategoryBinning, NumericBinning } from "./binning.js";

/** Codes of what is not in a bin. */
export const nullCode = -1;
export const positiveInfinityCode = -2;
export const negativeInfinityCode = -3;

/** Writes the bin of each value, or one of the negative codes. */
export type NumericCoder = (values: Float64Array, from: number, codes: Int16Array) => void;

function startsOf(edges: readonly number[], cellOf: (value: number) => number, cells: number): Int16Array {
  const starts = new Int16Array(cells + 1);
  let passed = 0;
  for (let cell = 0; cell <= cells; cell += 1) {
    while (passed < edges.length && cellOf(edges[passed]!) < cell) passed += 1;
    starts[cell] = passed;
  }
  return starts;
}

/**
 * Where to look for the bin of a number: a table of equal cells over the edges' range gives the first bin that is possible, so
 * most values need one comparison.
 */
export interface BinTable {
  readonly low: number;
  readonly scale: number;
  readonly cells: number;
  readonly starts: Int16Array;
  /** The edges, and ∞. */
  readonly guarded: Float64Array;
}

// So many that a wrong guess of the processor is rare; the table still fits into its first cache.
const cellsPerEdge = 32;

/** Makes the table for some edges. */
export function binTable({ edges }: Pick<NumericBinning, "edges">): BinTable {
  const low = edges[0] ?? 0;
  const high = edges.at(-1) ?? 0;
  const cells = Math.max(1, edges.length * cellsPerEdge);
  const scale = high > low ? cells / (high - low) : 0;
  const starts = startsOf(edges, (value) => Math.trunc((value - low) * scale), cells);
  return { low, scale, cells, starts, guarded: Float64Array.of(...edges, Number.POSITIVE_INFINITY) };
}

/** The bin (edge, next edge] of a finite number. */
export function binOf({ low, scale, cells, starts, guarded }: BinTable, value: number): number {
  const cell = Math.min(Math.max((value - low) * scale, 0), cells);
  let bin = starts[cell | 0]!;
  while (guarded[bin]! < value) bin += 1;
  return bin;
}

/** Adds each value to its bin; −∞ and NaN go to the first, ∞ to the last. */
export function countBins(
  { low, scale, cells, starts, guarded }: BinTable,
  values: Float64Array,
  bins: Int32Array,
): void {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    let cell = (value - low) * scale;
    if (cell < 0) cell = 0;
    else if (cell > cells) cell = cells;
    let bin = starts[cell | 0]!;
    while (guarded[bin]! < value) bin += 1;
    bins[bin]! += 1;
  }
}

/** A function that puts numbers into bins. */
export function numericCoder(binning: NumericBinning): NumericCoder {
  const table = binTable(binning);
  return (values, from, codes) => {
    for (let row = 0; row < codes.length; row += 1) {
      const value = values[from + row]!;
      if (Number.isFinite(value)) codes[row] = binOf(table, value);
      else if (Number.isNaN(value)) codes[row] = nullCode;
      else codes[row] = value > 0 ? positiveInfinityCode : negativeInfinityCode;
    }
  };
}

/** Writes the place of each level; levels that are not known get the last bin. */
export type CategoryCoder = (values: readonly (string | null)[], from: number, codes: Int16Array) => void;

/** A function that puts levels into bins. */
export function categoryCoder({ levels }: CategoryBinning): CategoryCoder {
  const places = new Map(levels.map((level, place) => [level, place]));
  return (values, from, codes) => {
    for (let row = 0; row < codes.length; row += 1) {
      const value = values[from + row]!;
      codes[row] = value === null ? nullCode : (places.get(value) ?? levels.length);
    }
  };
}
