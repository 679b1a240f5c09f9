import type { DuckDBDataChunk } from "@duckdb/node-api";
import { duckdbDialect, type Relation, relationFields, relationToSql } from "#relation";
import type { ColumnBatch, Field } from "#tabular";
import type { DuckdbDatabase } from "./connection.js";
import { copyNumbers, copyTexts } from "./vector-values.js";

/** A column as it is read: everything but text as DOUBLE with NaN for null, so that memory can be copied. */
function readColumn({ name, type }: Field): string {
  const column = duckdbDialect.identifier(name);
  if (type === "text") return column;
  const value = type === "timestamp" ? duckdbDialect.msFromTimestamp(column) : column;
  return `coalesce(cast(${value} as double), ${duckdbDialect.number(Number.NaN)}) as ${column}`;
}

/** The query that hands a relation's columns over as {@link readBatches} reads them. */
function readSql(relation: Relation, fields: readonly Field[]): string {
  return `select ${fields.map(readColumn).join(", ")} from (${relationToSql(relation, duckdbDialect)}) t`;
}

type Buffers = (Float64Array | (string | null)[])[];

function buffersFor(fields: readonly Field[], rows: number): Buffers {
  return fields.map((field) =>
    field.type === "text" ? new Array<string | null>(rows).fill(null) : new Float64Array(rows),
  );
}

function copyChunk(chunk: DuckDBDataChunk, buffers: Buffers, offset: number): void {
  for (const [index, buffer] of buffers.entries()) {
    const vector = chunk.getColumnVector(index);
    if (buffer instanceof Float64Array) copyNumbers(vector, buffer, offset);
    else copyTexts(vector, buffer, offset);
  }
}

function batchOf(fields: readonly Field[], buffers: Buffers, from: number, to: number): ColumnBatch {
  const columns = buffers.map((buffer) => {
    if (from === 0 && to === buffer.length) return buffer;
    return buffer instanceof Float64Array ? buffer.slice(from, to) : buffer.slice(from, to);
  });
  return { rowCount: to - from, fields, columns };
}

const chunkRows = 2048;

/**
 * The rows of a relation in order, in batches of `batchRows` (the last is shorter), never more than one batch in memory.
 * Every batch has arrays of its own.
 * @param batchRows at least 1
 */
export async function* readBatches(
  database: DuckdbDatabase,
  relation: Relation,
  batchRows: number,
): AsyncGenerator<ColumnBatch, void, undefined> {
  const fields = relationFields(relation);
  const capacity = batchRows + chunkRows;
  let buffers = buffersFor(fields, capacity);
  let filled = 0;
  for await (const chunk of database.stream(readSql(relation, fields))) {
    copyChunk(chunk, buffers, filled);
    filled += chunk.rowCount;
    let taken = 0;
    for (; filled - taken >= batchRows; taken += batchRows) yield batchOf(fields, buffers, taken, taken + batchRows);
    if (taken > 0) {
      const rest = batchOf(fields, buffers, taken, filled);
      buffers = buffersFor(fields, capacity);
      moveRows(rest, buffers);
      filled = rest.rowCount;
    }
  }
  if (filled > 0) yield batchOf(fields, buffers, 0, filled);
}

function moveRows(batch: ColumnBatch, buffers: Buffers): void {
  for (const [index, column] of batch.columns.entries()) {
    const buffer = buffers[index]!;
    if (buffer instanceof Float64Array) buffer.set(column as Float64Array);
    else for (const [row, text] of (column as readonly (string | null)[]).entries()) buffer[row] = text;
  }
}
