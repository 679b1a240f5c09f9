import type { Expression, Relation, TableSnapshot } from "#relation";
import {
  type ColumnSpec,
  type ColumnType,
  hasStrictDomain,
  isRequired,
  rowKeyOf,
  type SchemaContract,
  type ValueType,
  valueTypeOf,
} from "#tabular";
import type { RowCheck } from "./ports.js";

const textColumn = (name: string): Expression => ({ kind: "column", name, type: "text" });
const textLiteral = (value: string): Expression => ({ kind: "literal", value, type: "text" });
const numberLiteral = (value: number): Expression => ({ kind: "literal", value, type: "number" });

function call(name: string, type: ValueType, parts: readonly Expression[]): Expression {
  return { kind: "call", name, arguments: parts, type };
}

function compare(left: Expression, operator: "<" | ">" | "<>", right: Expression): Expression {
  return { kind: "binary", operator, left, right, type: "boolean" };
}

function either(left: Expression, right: Expression): Expression {
  return { kind: "binary", operator: "or", left, right, type: "boolean" };
}

function both(left: Expression, right: Expression): Expression {
  return { kind: "binary", operator: "and", left, right, type: "boolean" };
}

const isNull = (operand: Expression): Expression => ({ kind: "is-null", operand, negated: false, type: "boolean" });

function isMissing(column: string, spec: ColumnSpec): Expression {
  const text = textColumn(column);
  const values = ["", ...(spec.missing ?? [])];
  return either(isNull(text), { kind: "in", operand: text, values, negated: false, type: "boolean" });
}

function timeOf(text: Expression, spec: ColumnSpec): Expression {
  const format = spec.format ?? "YYYY-MM-DD";
  if (format === "YYYY-MM-DD") return call("to_timestamp", "timestamp", [text]);
  if (!format.startsWith("epoch-")) return call("to_timestamp", "timestamp", [text, textLiteral(format)]);
  const count = call("to_number", "number", [text]);
  const scale = numberLiteral(format === "epoch-seconds" ? 1000 : 1);
  const product: Expression = { kind: "binary", operator: "*", left: count, right: scale, type: "number" };
  return call("to_timestamp", "timestamp", [call("floor", "number", [product])]);
}

function numberOf(text: Expression, spec: ColumnSpec): Expression {
  if (spec.decimal !== ",") return call("to_number", "number", [text]);
  const withPoint = call("replace", "text", [text, textLiteral(","), textLiteral(".")]);
  return {
    kind: "case",
    branches: [
      {
        when: call("contains", "boolean", [text, textLiteral(".")]),
        result: { kind: "literal", value: null, type: "number" },
      },
    ],
    otherwise: call("to_number", "number", [withPoint]),
    type: "number",
  };
}

function wholeOnly(value: Expression): Expression {
  const isFraction = compare(value, "<>", call("floor", "number", [value]));
  const isLarge = compare(call("abs", "number", [value]), ">", numberLiteral(Number.MAX_SAFE_INTEGER));
  return {
    kind: "case",
    branches: [{ when: either(isFraction, isLarge), result: { kind: "literal", value: null, type: "number" } }],
    otherwise: value,
    type: "number",
  };
}

const readers: Readonly<Record<ColumnType, (text: Expression, spec: ColumnSpec) => Expression>> = {
  integer: (text, spec) => wholeOnly(numberOf(text, spec)),
  number: numberOf,
  boolean: (text) => call("to_boolean", "boolean", [text]),
  date: timeOf,
  timestamp: timeOf,
  category: (text) => text,
  text: (text) => text,
};

/** The value a text spells by the column's type; missing when it spells none. */
function readValue(text: Expression, spec: ColumnSpec): Expression {
  return readers[spec.type](text, spec);
}

function fillOf(spec: ColumnSpec): Expression {
  const type = valueTypeOf(spec.type);
  if (spec.whenMissing === undefined) return { kind: "literal", value: null, type };
  if (type === "number" && typeof spec.whenMissing === "number") return numberLiteral(spec.whenMissing);
  return readValue(textLiteral(String(spec.whenMissing)), spec);
}

/** The cleaned value of a raw column: what is spelled like missing becomes missing, or the value to use instead. */
export function cleanedValue(column: string, spec: ColumnSpec): Expression {
  return {
    kind: "case",
    branches: [{ when: isMissing(column, spec), result: fillOf(spec) }],
    otherwise: readValue(textColumn(column), spec),
    type: valueTypeOf(spec.type),
  };
}

function check(column: string, reason: RowCheck["reason"], when: Expression): RowCheck {
  return { column, reason, when };
}

function present(column: string, spec: ColumnSpec, when: Expression): Expression {
  const isPresent: Expression = { kind: "unary", operator: "not", operand: isMissing(column, spec), type: "boolean" };
  return both(isPresent, when);
}

const isTextual = (spec: ColumnSpec): boolean => valueTypeOf(spec.type) === "text";
const isNumeric = (spec: ColumnSpec): boolean => valueTypeOf(spec.type) === "number";

function rangeChecks(column: string, spec: ColumnSpec): readonly RowCheck[] {
  if (spec.range === undefined || !isNumeric(spec)) return [];
  const [low, high] = spec.range;
  const value = numberOf(textColumn(column), spec);
  const at = (operator: "<" | ">", bound: number): Expression =>
    present(column, spec, compare(value, operator, numberLiteral(bound)));
  return [
    ...(low === null ? [] : [check(column, "below range", at("<", low))]),
    ...(high === null ? [] : [check(column, "above range", at(">", high))]),
  ];
}

function domainCheck(column: string, spec: ColumnSpec): readonly RowCheck[] {
  if (spec.domain === undefined || !isTextual(spec)) return [];
  const operand = textColumn(column);
  const outside: Expression = { kind: "in", operand, values: spec.domain, negated: true, type: "boolean" };
  return [check(column, "not in domain", present(column, spec, outside))];
}

function checksOf(contract: SchemaContract, column: string): readonly RowCheck[] {
  const spec = contract.columns[column]!;
  const isNeeded = isRequired(contract, column) && spec.whenMissing === undefined;
  const required = isNeeded ? [check(column, "required value missing", isMissing(column, spec))] : [];
  if (isTextual(spec))
    return hasStrictDomain(contract, column) ? [...required, ...domainCheck(column, spec)] : required;
  const reason = column === contract.eventTime ? "unreadable event time" : "unreadable type";
  const unreadable = present(column, spec, isNull(readValue(textColumn(column), spec)));
  return [...required, check(column, reason, unreadable), ...rangeChecks(column, spec)];
}

/** The conditions that send a raw row to quarantine, in the contract's order of columns; the same rules as `cleanRow`. */
export function rowChecksOf(contract: SchemaContract): readonly RowCheck[] {
  return Object.keys(contract.columns).flatMap((column) => checksOf(contract, column));
}

/** The conditions that are counted but accepted: levels that a domain which is not strict does not know. */
export function rowWarningsOf(contract: SchemaContract): readonly RowCheck[] {
  return Object.entries(contract.columns).flatMap(([column, spec]) =>
    hasStrictDomain(contract, column) ? [] : domainCheck(column, spec),
  );
}

const newestFirst = [
  { column: "_ingested_at", descending: true },
  { column: "_line", descending: true },
] as const;

/** The raw files whose rows are meant. */
export type RawFiles = Pick<TableSnapshot, "fields" | "files">;

/** The raw rows with every column of the contract: one that no file was ever read for is missing in all rows. */
function scanRaw(contract: SchemaContract, { files, fields }: RawFiles): Relation {
  const scan: Relation = { kind: "parquet", paths: files.map(({ path }) => path), fields };
  const absent = Object.keys(contract.columns).filter((name) => !fields.some((field) => field.name === name));
  if (absent.length === 0) return scan;
  const nothing: Expression = { kind: "literal", value: null, type: "text" };
  return {
    kind: "project",
    input: scan,
    columns: [
      ...fields.map(({ name, type }) => ({ name, expression: { kind: "column", name, type } as const })),
      ...absent.map((name) => ({ name, expression: nothing })),
    ],
  };
}

/**
 * Typed rows of raw files under the contract: the contract's columns, then `_source` and `_line` as text and
 * `_ingested_at` as a timestamp. Of rows with the same key (entity, and event time where there is one) the newest stays.
 */
export function cleanedRelation(contract: SchemaContract, raw: RawFiles): Relation {
  const input = scanRaw(contract, raw);
  const keys = rowKeyOf(contract);
  return cleanedRows(contract, keys.length === 0 ? input : { kind: "first-per-key", input, keys, by: newestFirst });
}

/** Typed rows of raw rows under the contract, one for each: the columns of {@link cleanedRelation}. */
export function cleanedRows(contract: SchemaContract, raw: Relation): Relation {
  const line: Expression = { kind: "column", name: "_line", type: "number" };
  return {
    kind: "project",
    input: raw,
    columns: [
      ...Object.entries(contract.columns).map(([name, spec]) => ({ name, expression: cleanedValue(name, spec) })),
      { name: "_source", expression: textColumn("_source") },
      { name: "_line", expression: call("to_text", "text", [line]) },
      { name: "_ingested_at", expression: { kind: "column", name: "_ingested_at", type: "timestamp" } },
    ],
  };
}
