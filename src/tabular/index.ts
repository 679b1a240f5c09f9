export { type CleanedRow, cleanRow, type ValueProblem, type ValueProblemReason } from "./clean-row.js";
export type { ColumnBatch, ColumnValues, Field, Row, RowValue } from "./column-batch.js";
export { type ColumnType, type ValueType, valueTypeOf } from "./column-type.js";
export type { FeatureMatrix } from "./feature-matrix.js";
export {
  cleanedFieldsOf,
  type ColumnSpec,
  columnNamesOf,
  type DateFormat,
  dateFormats,
  hasStrictDomain,
  isRequired,
  rowKeyOf,
  type SchemaContract,
  type Signature,
  type SignatureInput,
  signatureOf,
} from "./schema-contract.js";
export { readBoolean, readNumber, readTime } from "./text-values.js";
