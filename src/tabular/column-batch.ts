import type { ValueType } from "./column-type.js";

/** A column's name and value type. */
export interface Field {
  readonly name: string;
  readonly type: ValueType;
}

/**
 * The values of one column. Numbers, booleans (0/1) and timestamps (epoch ms) are `Float64Array` with NaN for missing;
 * text is an array with null for missing.
 */
export type ColumnValues = Float64Array | readonly (string | null)[];

/** Some rows of a table, column by column; every column has `rowCount` values. */
export interface ColumnBatch {
  readonly rowCount: number;
  readonly fields: readonly Field[];
  /** In the order of `fields`. */
  readonly columns: readonly ColumnValues[];
}

/** One value of a row: booleans and timestamps as they are in JSON requests or as numbers. */
export type RowValue = string | number | boolean | null | undefined;

/** One row, by column name. */
export type Row = Readonly<Record<string, RowValue>>;
