import { binOf, binTable } from "./bin-table.js";
import type { CategoryBinning, NumericBinning } from "./binning.js";

/** Codes of what is not in a bin. */
export const nullCode = -1;
export const positiveInfinityCode = -2;
export const negativeInfinityCode = -3;

/** Writes the bin of each value, or one of the negative codes. */
export type NumericCoder = (values: Float64Array, from: number, codes: Int16Array) => void;

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
