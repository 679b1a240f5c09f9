import type { Row, RowValue } from "./column-batch.js";
import type { ColumnType } from "./column-type.js";
import { type ColumnSpec, hasStrictDomain, isRequired, type SchemaContract } from "./schema-contract.js";
import { readBoolean, readInteger, readNumber, readTime } from "./text-values.js";

/** Why a value breaks the contract. */
export type ValueProblemReason =
  | "unreadable type"
  | "unreadable event time"
  | "below range"
  | "above range"
  | "not in domain"
  | "required value missing";

/** One value that breaks the contract. */
export interface ValueProblem {
  readonly column: string;
  readonly reason: ValueProblemReason;
}

/** A row under the contract. */
export interface CleanedRow {
  /** Typed values of every contract column: numbers, text, booleans, timestamps as epoch ms; null is missing. */
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
  /** What refuses the row, in the contract's order of columns; empty when it is accepted. */
  readonly problems: readonly ValueProblem[];
  /** What is worth telling but accepted: levels outside a domain that is not strict. */
  readonly warnings: readonly ValueProblem[];
}

type Typed = string | number | boolean | null;

const readers: Readonly<Record<ColumnType, (spec: ColumnSpec, text: string) => Typed>> = {
  integer: (spec, text) => readInteger(text, spec.decimal),
  number: (spec, text) => readNumber(text, spec.decimal),
  boolean: (_, text) => readBoolean(text),
  date: (spec, text) => readTime(text, spec.format ?? "YYYY-MM-DD"),
  timestamp: (spec, text) => readTime(text, spec.format ?? "YYYY-MM-DD"),
  category: (_, text) => text,
  text: (_, text) => text,
};

const isNumeric = (spec: ColumnSpec): boolean => spec.type === "integer" || spec.type === "number";

function readRaw(spec: ColumnSpec, raw: Exclude<RowValue, null | undefined>): Typed {
  if (typeof raw === "string") return readers[spec.type](spec, raw);
  if (typeof raw === "boolean") return isNumeric(spec) ? null : readers[spec.type](spec, String(raw));
  if (spec.type === "number") return Number.isFinite(raw) ? raw : null;
  return readers[spec.type](spec, String(raw));
}

const isMissing = (spec: ColumnSpec, raw: RowValue): raw is null | undefined =>
  raw === null ||
  raw === undefined ||
  raw === "" ||
  Number.isNaN(raw) ||
  (typeof raw === "string" && spec.missing !== undefined && spec.missing.includes(raw));

function rangeProblem(spec: ColumnSpec, value: Typed): ValueProblemReason | null {
  if (spec.range === undefined || typeof value !== "number" || !isNumeric(spec)) return null;
  const [low, high] = spec.range;
  if (low !== null && value < low) return "below range";
  return high !== null && value > high ? "above range" : null;
}

interface CleanedValue {
  readonly value: Typed;
  readonly problem: ValueProblemReason | null;
}

function valueWhenMissing(contract: SchemaContract, column: string, spec: ColumnSpec): CleanedValue {
  if (spec.whenMissing !== undefined) return { value: readRaw(spec, spec.whenMissing), problem: null };
  return { value: null, problem: isRequired(contract, column) ? "required value missing" : null };
}

function cleanValue(contract: SchemaContract, column: string, raw: RowValue): CleanedValue {
  const spec = contract.columns[column]!;
  if (isMissing(spec, raw)) return valueWhenMissing(contract, column, spec);
  const value = readRaw(spec, raw);
  if (value === null) {
    return { value, problem: column === contract.eventTime ? "unreadable event time" : "unreadable type" };
  }
  const range = rangeProblem(spec, value);
  if (range !== null) return { value, problem: range };
  const outside = typeof value === "string" && spec.domain !== undefined && !spec.domain.includes(value);
  return { value, problem: outside ? "not in domain" : null };
}

/**
 * Reads one raw row under the contract, with the same rules as whole files: spellings of missing, types, the value to use
 * where one is missing, range, domain, required.
 * @param raw values by column name as text, or as JSON numbers and booleans; a name that is absent is missing
 */
export function cleanRow(contract: SchemaContract, raw: Row): CleanedRow {
  const values: Record<string, Typed> = {};
  const problems: ValueProblem[] = [];
  const warnings: ValueProblem[] = [];
  for (const column of Object.keys(contract.columns)) {
    const { value, problem } = cleanValue(contract, column, Object.hasOwn(raw, column) ? raw[column] : null);
    values[column] = value;
    if (problem === null) continue;
    const accepted = problem === "not in domain" && !hasStrictDomain(contract, column);
    (accepted ? warnings : problems).push({ column, reason: problem });
  }
  return { values, problems, warnings };
}
