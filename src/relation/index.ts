export { type CompactionPorts, compactTable } from "./compaction.js";
export type { BinaryOperator, Expression, LiteralValue } from "./expression.js";
export {
  type DateOrder,
  type FunctionDefinition,
  type FunctionName,
  functions,
  type ParameterKind,
} from "./functions.js";
export { callExpression } from "./parse/call-expression.js";
export { parseExpression } from "./parse/parse-expression.js";
export type {
  AnalyticsEngine,
  ManifestStore,
  TableChange,
  TableFile,
  TableSnapshot,
  TableStore,
  TableTime,
  TableVersion,
  WrittenFile,
} from "./ports.js";
export { expressionText } from "./print.js";
export type { CsvDialect, Projection, Relation } from "./relation.js";
export { relationFields } from "./relation-fields.js";
export type { RowFunction, Value } from "./row/column-value.js";
export { compileExpression } from "./row/compile-expression.js";
export { compareText } from "./row/text-order.js";
export type { SqlDialect } from "./sql/dialect.js";
export { duckdbDialect } from "./sql/duckdb-sql.js";
export { expressionToSql } from "./sql/expression-to-sql.js";
export { relationToSql } from "./sql/relation-to-sql.js";
export { sparkDialect } from "./sql/spark-sql.js";
export { columnsOf } from "./walk.js";
export { type TableChanges, tableChanges } from "./table-changes.js";
