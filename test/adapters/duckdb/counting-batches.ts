import type { ColumnBatch } from "#tabular";

/** The numbers from 0 on in a column "n", `rows` of them, in batches of `size`. */
export async function* countingBatches(rows: number, size: number): AsyncGenerator<ColumnBatch, void, undefined> {
  for (let start = 0; start < rows; start += size) {
    const count = Math.min(size, rows - start);
    const numbers = Float64Array.from({ length: count }, (_, index) => start + index);
    yield { rowCount: count, fields: [{ name: "n", type: "number" }], columns: [numbers] };
  }
}
