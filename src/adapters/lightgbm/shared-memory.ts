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
  const block = sharedNumbers(rows * matrix.columns.length);
  for (const [index, column] of matrix.columns.entries()) block.set(column.subarray(from, to), index * rows);
  return block;
}
