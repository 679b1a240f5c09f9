import { type ColumnSpec, readNumber, valueTypeOf } from "#tabular";

/** A value of a customer: a number, a spelling, or null for missing. */
export type CustomerValue = number | string | null;

/** One customer by column, without key, label and event time. */
export type Customer = Record<string, CustomerValue>;

/** What is known about a column of the population. */
export interface PopulationColumn {
  readonly name: string;
  readonly spec: ColumnSpec;
  /** Numbers and levels may be taken from similar rows, anything else stays with its row. */
  readonly kind: "number" | "level" | "other";
  /** Of every row. */
  readonly values: readonly CustomerValue[];
  /** The numbers that occur, ascending; empty when it holds none. */
  readonly sorted: Float64Array;
  /** Digits after the decimal separator, at most 6. */
  readonly decimals: number;
  /** How a missing value is spelled. */
  readonly missingSpelling: string | null;
}

/** Most levels of a column that is treated as one of levels. */
const mostLevels = 60;
const mostDecimals = 6;

const isMissing = (spec: ColumnSpec, text: string | null): boolean =>
  text === null || text === "" || spec.missing?.includes(text) === true;

function decimalsOf(texts: readonly (string | null)[], spec: ColumnSpec): number {
  if (spec.type === "integer") return 0;
  const separator = spec.decimal ?? ".";
  return texts.reduce((most, text) => {
    const place = text?.lastIndexOf(separator) ?? -1;
    return place < 0 ? most : Math.max(most, Math.min(mostDecimals, text!.trim().length - place - 1));
  }, 0);
}

function missingSpellingOf(texts: readonly (string | null)[], spec: ColumnSpec): string | null {
  const counts = new Map<string | null, number>();
  for (const text of texts) if (isMissing(spec, text)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const [first] = [...counts].sort(([, left], [, right]) => right - left);
  return first === undefined ? null : first[0];
}

function kindOf(spec: ColumnSpec, values: readonly CustomerValue[]): PopulationColumn["kind"] {
  const type = valueTypeOf(spec.type);
  if (type === "number") return "number";
  if (type === "timestamp") return "other";
  return new Set(values).size <= mostLevels ? "level" : "other";
}

/** Learns a column from its spellings. */
export function fitColumn(name: string, spec: ColumnSpec, texts: readonly (string | null)[]): PopulationColumn {
  const isNumeric = valueTypeOf(spec.type) === "number";
  const values = texts.map((text): CustomerValue => {
    if (isMissing(spec, text)) return null;
    return isNumeric ? readNumber(text!, spec.decimal) : text;
  });
  const numbers = isNumeric ? values.filter((value): value is number => typeof value === "number") : [];
  return {
    name,
    spec,
    kind: kindOf(spec, values),
    values,
    sorted: Float64Array.from(numbers).sort(),
    decimals: decimalsOf(texts, spec),
    missingSpelling: missingSpellingOf(texts, spec),
  };
}

/** A number as the column holds it: whole for integers, with the column's digits otherwise. */
export function roundedTo(column: PopulationColumn, value: number): number {
  return Number(value.toFixed(column.decimals));
}

/** A number inside the range that the contract allows. */
export function withinRange(column: PopulationColumn, value: number): number {
  const [low, high] = column.spec.range ?? [null, null];
  return Math.min(high ?? Number.POSITIVE_INFINITY, Math.max(low ?? Number.NEGATIVE_INFINITY, value));
}

/** The spelling of a value in a file. */
export function spellingOf(column: PopulationColumn, value: CustomerValue): string | null {
  if (value === null) return column.missingSpelling;
  if (typeof value === "string") return value;
  const text = String(value);
  return column.spec.decimal === "," ? text.replace(".", ",") : text;
}

/** Number of the sorted values below `value`. */
export function rankOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
