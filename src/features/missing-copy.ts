import type { Random } from "#kernel";
import type { ColumnBatch } from "#tabular";

/**
 * The same rows with a random share of their values made missing, feature by feature before encoding, so that all inputs of a
 * feature go missing together.
 * @param share of the values, 0 to 1
 */
export function withMissing(features: ColumnBatch, share: number, random: Random): ColumnBatch {
  return {
    ...features,
    columns: features.columns.map((column) =>
      column instanceof Float64Array
        ? column.map((value) => (random.uniform() < share ? Number.NaN : value))
        : column.map((value) => (random.uniform() < share ? null : value)),
    ),
  };
}

/** The rows of two batches with the same columns, one after the other. */
export function stackRows(first: ColumnBatch, second: ColumnBatch): ColumnBatch {
  const stacked = first.columns.map((column, index) => {
    const more = second.columns[index]!;
    if (!(column instanceof Float64Array)) return [...column, ...(more as readonly (string | null)[])];
    const whole = new Float64Array(first.rowCount + second.rowCount);
    whole.set(column);
    whole.set(more as Float64Array, first.rowCount);
    return whole;
  });
  return { rowCount: first.rowCount + second.rowCount, fields: first.fields, columns: stacked };
}
