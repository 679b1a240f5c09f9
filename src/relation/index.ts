export type { BinaryOperator, Expression, LiteralValue } from "./expression.js";
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
export type { CsvDialect, Projection, Relation } from "./relation.js";
