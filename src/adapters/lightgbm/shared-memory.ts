import { invalidInput } from "#kernel";
import type { FeatureMatrix } from "#tabular";

/** New numbers in memory that every thread sees. */
export function sharedNumbers(count: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(count * Float64Array.BYTES_PER_ELEMENT));
}

/** The same, in single precision. */
export function sharedSingles(values: ArrayLike<number>): Float32Array {
  const shared = new Float32Array(new SharedArrayBuffer(values.length * Float32Array.BYTES_PER_ELEMENT));
  shared.set(values);
  return shared;
}

function checkColumns(matrix: FeatureMatrix): void {
  const { names, columns, rowCount } = matrix;
  const isWhole = columns.length === names.length && columns.every((column) => column.length === rowCount);
  if (isWhole) return;
  throw invalidInput("training/matrix", `a matrix of ${rowCount} rows × ${names.length} names has columns that differ`);
}

function sharedBlockOf(matrix: FeatureMatrix): Float64Array | undefined {
  const first = matrix.columns[0];
  if (first === undefined || !(first.buffer instanceof SharedArrayBuffer)) return undefined;
  const bytes = matrix.rowCount * Float64Array.BYTES_PER_ELEMENT;
  const isOneBlock = matrix.columns.every(
    (column, index) => column.buffer === first.buffer && column.byteOffset === first.byteOffset + index * bytes,
  );
  if (!isOneBlock) return undefined;
  return new Float64Array(first.buffer, first.byteOffset, matrix.rowCount * matrix.columns.length);
}

/**
 * Rows `from` to `to` as one column-major block in shared memory; the columns' own memory when they already are one.
 * @throws InvalidInput `training/matrix` when columns and row count do not fit
 */
export function sharedBlock(matrix: FeatureMatrix, from = 0, to: number = matrix.rowCount): Float64Array {
  checkColumns(matrix);
  const rows = to - from;
  const present = rows === matrix.rowCount ? sharedBlockOf(matrix) : undefined;
  if (present !== undefined) return present;
  return copyBlock(matrix, from, to, sharedNumbers(rows * matrix.columns.length));
}

function copyBlock(matrix: FeatureMatrix, from: number, to: number, block: Float64Array): Float64Array {
  for (const [index, column] of matrix.columns.entries()) block.set(column.subarray(from, to), index * (to - from));
  return block;
}

const fewestShared = 4096;
const mostShared = 1 << 18;
const mostFree = 8;

/**
 * Shared memory that is used again: what was once shown to a thread is freed only when that thread's own collector comes by, which is
 * seldom where a few rows are scored at a time.
 */
export class SharedScratch {
  readonly #free: Float64Array[] = [];

  /** Numbers of any value; more than `count` of them may lie behind. */
  take(count: number): Float64Array {
    const place = this.#free.findIndex(({ length }) => length >= count);
    const found = place < 0 ? undefined : this.#free.splice(place, 1)[0];
    return (found ?? sharedNumbers(Math.max(count, fewestShared))).subarray(0, count);
  }

  /** The rows of a matrix as {@link sharedBlock} gives them. */
  block(matrix: FeatureMatrix, from: number, to: number): Float64Array {
    checkColumns(matrix);
    return copyBlock(matrix, from, to, this.take((to - from) * matrix.columns.length));
  }

  /** For memory that nobody reads any more. */
  giveBack({ buffer }: Float64Array): void {
    const whole = new Float64Array(buffer);
    if (whole.length <= mostShared && this.#free.length < mostFree) this.#free.push(whole);
  }
}
