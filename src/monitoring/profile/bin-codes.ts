import type { CategoryBinning, NumericBinning } from "./binning.js";

/** Codes of what is not in a bin. */
export const nullCode = -1;
export const positiveInfinityCode = -2;
export const negativeInfinityCode = -3;

/** Writes the bin of each value, or one of the negative codes. */
export type NumericCoder = (values: Float64Array, from: number, codes: Int16Array) => void;

function startsOf(edges: Float64Array, cellOf: (value: number) => number, cells: number): Int16Array {
  const starts = new Int16Array(cells + 1);
  let passed = 0;
  for (let cell = 0; cell <= cells; cell += 1) {
    while (passed < edges.length && cellOf(edges[passed]!) < cell) passed += 1;
    starts[cell] = passed;
  }
  return starts;
}

/**
 * A function that puts numbers into bins (edge, next edge]. A table of equal cells over the edges' range gives the place where to
 * start looking, so most values need one or two comparisons.
 */
export function numericCoder(binning: NumericBinning): NumericCoder {
  const edges = Float64Array.from(binning.edges);
  const last = edges.length - 1;
  const low = edges[0] ?? 0;
  const high = edges[last] ?? 0;
  const cells = Math.max(1, edges.length * 8);
  const scale = high > low ? cells / (high - low) : 0;
  const starts = startsOf(edges, (value) => Math.trunc((value - low) * scale), cells);
  const binOf = (value: number): number => {
    if (edges.length === 0 || value <= low) return 0;
    if (value > high) return edges.length;
    let bin = starts[Math.trunc((value - low) * scale)]!;
    while (edges[bin]! < value) bin += 1;
    return bin;
  };
  return (values, from, codes) => {
    for (let row = 0; row < codes.length; row += 1) {
      const value = values[from + row]!;
      if (Number.isFinite(value)) codes[row] = binOf(value);
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
