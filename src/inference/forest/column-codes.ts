import type { CodedColumn } from "./coded-forest.js";
import { type Forest, zeroThreshold } from "./forest.js";
import { isMember } from "./walk-row.js";

/** Codes of a block of rows, `[rows × stride]` row-major. */
export interface CodeBlock {
  readonly codes: Uint16Array;
  readonly stride: number;
}

/** Writes the codes of one column into a block. */
export type ColumnCoder = (
  block: CodeBlock,
  values: Float64Array,
  rows: { readonly from: number; readonly to: number },
) => void;

const cells = 1024;

function cellOf(value: number, low: number, scale: number): number {
  const place = (value - low) * scale;
  if (place <= 0) return 0;
  return place >= cells - 1 ? cells - 1 : place | 0;
}

/** `[cells]`: how many thresholds lie in cells before each; a value's count starts there. */
function startsOf(thresholds: Float64Array, low: number, scale: number): Uint16Array {
  const starts = new Uint16Array(cells + 1);
  for (const threshold of thresholds.subarray(0, -1)) {
    const next = cellOf(threshold, low, scale) + 1;
    starts[next] = starts[next]! + 1;
  }
  for (let cell = 1; cell <= cells; cell += 1) starts[cell] = starts[cell]! + starts[cell - 1]!;
  return starts;
}

type NumericColumn = Extract<CodedColumn, { kind: "numeric" }>;

function numericCoder({ thresholds, missingCode, isZeroMissing }: NumericColumn, offset: number): ColumnCoder {
  const low = thresholds[0]!;
  const span = thresholds.at(-2)! - low;
  const scale = span > 0 ? (cells - 1) / span : 0;
  const starts = startsOf(thresholds, low, scale);
  const zeroReach = isZeroMissing ? zeroThreshold : -1;
  return ({ codes, stride }, values, { from, to }) => {
    for (let row = from, at = offset; row < to; row += 1, at += stride) {
      let value = values[row]!;
      if (Number.isNaN(value) || Math.abs(value) <= zeroReach) {
        if (missingCode >= 0) {
          codes[at] = missingCode;
          continue;
        }
        value = 0;
      }
      let code = starts[cellOf(value, low, scale)]!;
      while (thresholds[code]! < value) code += 1;
      codes[at] = code;
    }
  };
}

function categoricalCoder(forest: Forest, split: number, offset: number): ColumnCoder {
  return ({ codes, stride }, values, { from, to }) => {
    for (let row = from, at = offset; row < to; row += 1, at += stride) {
      codes[at] = isMember(forest, split, values[row]!) ? 0 : 1;
    }
  };
}

/** A coder per column, in order. */
export function columnCoders(forest: Forest, columns: readonly CodedColumn[]): ColumnCoder[] {
  return columns.map((column, offset) =>
    column.kind === "numeric" ? numericCoder(column, offset) : categoricalCoder(forest, column.split, offset),
  );
}
