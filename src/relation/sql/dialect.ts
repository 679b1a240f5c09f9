import { invalidInput } from "#kernel";
import type { ValueType } from "#tabular";
import type { Expression } from "../expression.js";
import type { DatePattern, FunctionName } from "../functions.js";
import type { Relation } from "../relation.js";

/** A call in an expression tree. */
export type Call = Extract<Expression, { kind: "call" }>;

/** A CSV file of a relation. */
export type CsvSource = Extract<Relation, { kind: "csv" }>;

/** Writes a call in SQL from the SQL of its arguments. */
export type CallTemplate = (given: readonly string[], call: Call, dialect: SqlDialect) => string;

/** What an as-of join is made of; every part is SQL of a whole query or a quoted name. */
export interface AsOfParts {
  readonly left: string;
  readonly right: string;
  /** The columns of the result, with `l.` and `r.` before them. */
  readonly columns: string;
  readonly keys: readonly string[];
  readonly leftTime: string;
  /** From when on a row of `right` is the newest of its key that was available. */
  readonly rightVisible: string;
}

/** Where one engine's SQL differs from the other's; everything else is written by the generator. */
export interface SqlDialect {
  readonly name: "duckdb" | "spark";
  /** A column name in quotes. */
  identifier(name: string): string;
  /** A text literal. */
  text(value: string): string;
  /** A finite or infinite number literal of 64-bit floating point. */
  number(value: number): string;
  /** A timestamp from an SQL whole number of epoch milliseconds. */
  timestampFromMs(sql: string): string;
  /** A timestamp's epoch milliseconds as a whole number. */
  msFromTimestamp(sql: string): string;
  /** SQL type names. */
  readonly types: Readonly<Record<ValueType, string>>;
  /** The SQL type of 64-bit whole numbers. */
  readonly wholeNumber: string;
  /** A text without {@link blankCharacters} at both ends. */
  trim(sql: string): string;
  /** The finite number a text spells, null when it spells none. */
  numberFromText(sql: string): string;
  /** The timestamp a text spells in that order of day, month and year, cut to ms; null when it spells none. */
  timestampFromText(sql: string, order: DatePattern): string;
  /** Calls that are written otherwise than in the shared table. */
  readonly calls: Partial<Record<FunctionName, CallTemplate>>;
  /** What follows `from` to read Parquet files: one source for all of them or one for each. */
  parquetSources(paths: readonly string[]): readonly string[];
  /** What follows `from` to read a CSV file as text columns, where the engine can. */
  readonly csv?: (source: CsvSource) => string;
  /** Every row of left with the row of right that was visible at its time. */
  asOfJoin(parts: AsOfParts): string;
}

/**
 * The text, when it can stand in a query.
 * @throws InvalidInput `expression/nul-in-text`
 */
export function withoutNul(text: string): string {
  if (!text.includes("\u0000")) return text;
  throw invalidInput(
    "expression/nul-in-text",
    "A name or text with a NUL character cannot be used in a query; remove it",
  );
}
