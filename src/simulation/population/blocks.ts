import { type Random, shuffledIndices } from "#kernel";
import { type PopulationColumn, rankOf } from "./column.js";

/** Rows put into groups of similar ones; every row is in one. */
export interface Blocks {
  /** Block of each row. */
  readonly blockOf: Int32Array;
  /** Rows of each block. */
  readonly rows: readonly Int32Array[];
}

/** Rows of a block, at most; and at least, where the data allow. */
const largestBlock = 12;
const smallestBlock = 4;

interface CodedColumn {
  readonly isNumber: boolean;
  /** Ranks from 0 to 1 of numbers, −1 for missing; numbers of levels. */
  readonly codes: Float64Array;
}

function codedColumn(column: PopulationColumn): CodedColumn {
  if (column.kind === "number") {
    const scale = Math.max(1, column.sorted.length);
    const codes = Float64Array.from(column.values, (value) =>
      typeof value === "number" ? rankOf(column.sorted, value) / scale : -1,
    );
    return { isNumber: true, codes };
  }
  const numbers = new Map<unknown, number>();
  const codes = Float64Array.from(column.values, (value) => {
    if (!numbers.has(value)) numbers.set(value, numbers.size);
    return numbers.get(value)!;
  });
  return { isNumber: false, codes };
}

/** How different two rows of the group are on average in a column: 0 to 1. */
function unlikeness({ isNumber, codes }: CodedColumn, rows: Int32Array): number {
  if (!isNumber) {
    const counts = new Map<number, number>();
    for (const row of rows) counts.set(codes[row]!, (counts.get(codes[row]!) ?? 0) + 1);
    return [...counts.values()].reduce((left, count) => left - (count / rows.length) ** 2, 1);
  }
  let sum = 0;
  let squares = 0;
  for (const row of rows) {
    sum += codes[row]!;
    squares += codes[row]! ** 2;
  }
  const variance = Math.max(0, squares / rows.length - (sum / rows.length) ** 2);
  return Math.sqrt(variance * (4 / 3));
}

/** Where the rows are divided: the numbers at their middle, the levels into the most frequent and the others. */
function isLeft({ isNumber, codes }: CodedColumn, rows: Int32Array): (row: number) => boolean {
  if (isNumber) {
    const middle = Float64Array.from(rows, (row) => codes[row]!).sort()[rows.length >>> 1]!;
    return (row) => codes[row]! < middle;
  }
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(codes[row]!, (counts.get(codes[row]!) ?? 0) + 1);
  const [[most]] = [...counts].sort((left, right) => right[1] - left[1] || left[0] - right[0]) as [[number, number]];
  return (row) => codes[row] === most;
}

/** Divides a group where it is most unlike, if both parts are large enough. */
function divide(rows: Int32Array, columns: readonly CodedColumn[]): readonly Int32Array[] {
  if (rows.length <= largestBlock) return [rows];
  const order = columns
    .map((column) => ({ column, spread: unlikeness(column, rows) }))
    .filter(({ spread }) => spread > 0)
    .toSorted((left, right) => right.spread - left.spread);
  for (const { column } of order) {
    const goesLeft = isLeft(column, rows);
    const left = rows.filter(goesLeft);
    if (left.length >= smallestBlock && rows.length - left.length >= smallestBlock) {
      return [left, rows.filter((row) => !goesLeft(row))];
    }
  }
  return [rows];
}

/**
 * Groups rows with their like. Because a row is as likely to give to another of its block as to take from it, exchanging
 * values inside blocks leaves the distribution of every column as it is.
 */
export function groupRows(columns: readonly PopulationColumn[], rowCount: number, random: Random): Blocks {
  const coded = columns.filter(({ kind }) => kind !== "other").map(codedColumn);
  const waiting: Int32Array[] = [shuffledIndices(rowCount, random)];
  const rows: Int32Array[] = [];
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    const parts = divide(group, coded);
    if (parts.length === 1) rows.push(group);
    else waiting.push(...parts);
  }
  const blockOf = new Int32Array(rowCount);
  for (const [block, members] of rows.entries()) for (const row of members) blockOf[row] = block;
  return { blockOf, rows };
}
