import type { DuckDBValue, DuckDBVector } from "@duckdb/node-api";
import type { ValueType } from "#tabular";
import { duckdbLibrary } from "./library.js";

/** What is read from DuckDB's vectors beyond their public types; each part may be absent in another release. */
interface VectorInside {
  readonly items?: unknown;
  readonly dataView?: unknown;
  readonly validity?: { readonly data?: unknown; readonly offset?: unknown };
}

/** Rows `from` … `to` - 1 of a vector. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

const longestInline = 12;
const bytesPerText = 16;

/**
 * Copies a DOUBLE column; the fast way is one copy of memory, which needs a column without nulls (their memory is garbage).
 * @param into receives the values from `offset` on; NaN for null where the fast way is not there
 */
export function copyNumbers(vector: DuckDBVector, rows: RowRange, into: Float64Array, offset: number): void {
  const { items } = vector as unknown as VectorInside;
  if (items instanceof Float64Array) {
    into.set(items.subarray(rows.from, rows.to), offset);
    return;
  }
  for (let row = rows.from; row < rows.to; row += 1) {
    const item: unknown = vector.getItem(row);
    into[offset + row - rows.from] = item === null ? Number.NaN : Number(item);
  }
}

/** One bit for each row, set when it is not null; undefined when there is no null; null when it cannot be seen. */
function presenceOf({ validity }: VectorInside): Uint8Array | undefined | null {
  if (validity === undefined || validity.offset !== 0) return null;
  const { data } = validity;
  if (data === null) return undefined;
  return data instanceof BigUint64Array ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : null;
}

function copyEach(vector: DuckDBVector, rows: RowRange, into: (string | null)[], offset: number): void {
  for (let row = rows.from; row < rows.to; row += 1) {
    const item: unknown = vector.getItem(row);
    into[offset + row - rows.from] = typeof item === "string" ? item : null;
  }
}

/**
 * Copies a VARCHAR column. Texts of at most 12 bytes lie in the vector itself and are read there, which takes half the
 * time of the library's own decoder; longer ones are left to it.
 * @param into receives the texts from `offset` on, null for null
 */
export function copyTexts(vector: DuckDBVector, rows: RowRange, into: (string | null)[], offset: number): void {
  const { dataView } = vector as unknown as VectorInside;
  const present = presenceOf(vector as unknown as VectorInside);
  if (!(dataView instanceof DataView) || present === null) {
    copyEach(vector, rows, into, offset);
    return;
  }
  const bytes = Buffer.from(dataView.buffer, dataView.byteOffset, dataView.byteLength);
  for (let row = rows.from; row < rows.to; row += 1) {
    if (present !== undefined && (present[row >> 3]! & (1 << (row & 7))) === 0) {
      into[offset + row - rows.from] = null;
      continue;
    }
    const start = row * bytesPerText;
    const length = bytes.readUInt32LE(start);
    into[offset + row - rows.from] =
      length <= longestInline ? bytes.toString("utf8", start + 4, start + 4 + length) : (vector.getItem(row) as string);
  }
}

function itemOf(type: Exclude<ValueType, "text" | "number">): (value: number) => DuckDBValue {
  if (type === "boolean") return (value) => value !== 0;
  const { DuckDBTimestampValue } = duckdbLibrary();
  return (ms) => new DuckDBTimestampValue(BigInt(Math.floor(ms)) * 1000n);
}

/**
 * Fills a DOUBLE, TIMESTAMP or BOOLEAN column of a chunk that is going to be appended.
 * @param values as many as the chunk has rows: numbers, epoch ms, or 0 and others for false and true; NaN for null
 */
export function fillNumbers(vector: DuckDBVector, type: ValueType, values: Float64Array): void {
  const { items } = vector as unknown as VectorInside;
  const isCopied = type === "number" && items instanceof Float64Array;
  if (isCopied) items.set(values);
  const toItem = type === "boolean" || type === "timestamp" ? itemOf(type) : (value: number): DuckDBValue => value;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    if (Number.isNaN(value)) vector.setItem(row, null);
    else if (!isCopied) vector.setItem(row, toItem(value));
  }
  vector.flush();
}

/** Fills a VARCHAR column of a chunk that is going to be appended; null for missing. */
export function fillTexts(vector: DuckDBVector, values: readonly (string | null)[]): void {
  for (let row = 0; row < values.length; row += 1) vector.setItem(row, values[row]!);
  vector.flush();
}
