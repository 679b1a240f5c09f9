export type { ColumnBatch, ColumnValues, Field, Row, RowValue } from "./column-batch.js";
export { type ColumnType, type ValueType, valueTypeOf } from "./column-type.js";
export type { FeatureMatrix } from "./feature-matrix.js";
