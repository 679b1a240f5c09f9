import { readBoolean, readNumber, readTime, type Row, type RowValue, type ValueType } from "#tabular";

/** What an expression gives for one row: a number is never NaN, a timestamp is epoch ms, null is missing. */
export type Value = string | number | boolean | null;

/** Gives the value of an expression for a row. */
export type RowFunction = (row: Row) => Value;

const withoutNaN = (value: number): number | null => (Number.isNaN(value) ? null : value);

function numberFrom(value: RowValue): number | null {
  if (typeof value === "number") return withoutNaN(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "string" ? readNumber(value) : null;
}

function booleanFrom(value: RowValue): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return readBoolean(value);
  return value === 1 || value === 0 ? value === 1 : null;
}

function timestampFrom(value: RowValue): number | null {
  if (typeof value === "number") return withoutNaN(value);
  return typeof value === "string" ? readTime(value, "YYYY-MM-DD") : null;
}

function textFrom(value: RowValue): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  return typeof value === "number" && !Number.isNaN(value) ? String(value) : null;
}

/** How a request's value becomes a value of a column's type; what cannot be read is missing. */
export const valueReaders: Readonly<Record<ValueType, (value: RowValue) => Value>> = {
  number: numberFrom,
  boolean: booleanFrom,
  timestamp: timestampFrom,
  text: textFrom,
};
