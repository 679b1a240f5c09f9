import type { FeatureMatrix } from "#tabular";
import type { SharedMatrix } from "./dataset.js";

/** One column-major block of shared memory with all columns of a matrix. */
export function shareColumns(columns: readonly Float64Array[], start: number, end: number): Float64Array {
  const rowCount = end - start;
  const values = new Float64Array(
    new SharedArrayBuffer(Math.max(8, columns.length * rowCount * 8)),
    0,
    columns.length * rowCount,
  );
  for (const [index, column] of columns.entries()) values.set(column.subarray(start, end), index * rowCount);
  return values;
}

/** A matrix in shared memory. */
export function shareMatrix(matrix: FeatureMatrix): SharedMatrix {
  const { rowCount, names, categorical, columns } = matrix;
  return { values: shareColumns(columns, 0, rowCount), rowCount, names, categorical };
}
