import type { DuckDBDataChunk } from "@duckdb/node-api";
import { duckdbDialect, type Relation, relationFields, relationToSql } from "#relation";
import type { ColumnBatch, Field } from "#tabular";
import type { DuckdbDatabase } from "./connection.js";
import { copyNumbers, copyTexts, type RowRange } from "./vector-values.js";

/** A query that a relation refers to by name. */
interface NamedQuery {
  readonly name: string;
  readonly sql: string;
}

/** A column as it is read: everything but text as DOUBLE with NaN for null, so that memory can be copied. */
function readColumn({ name, type }: Field): string {
  const column = duckdbDialect.identifier(name);
  if (type === "text") return column;
  const value = type === "timestamp" ? duckdbDialect.msFromTimestamp(column) : column;
  return `coalesce(cast(${value} as double), ${duckdbDialect.number(Number.NaN)}) as ${column}`;
}

/** The query that hands a relation's columns over as {@link readBatches} reads them. */
function readSql(relation: Relation, fields: readonly Field[], setting: NamedQuery | undefined): string {
  const named = setting === undefined ? "" : `with ${duckdbDialect.identifier(setting.name)} as (${setting.sql}) `;
  return `${named}select ${fields.map(readColumn).join(", ")} from (${relationToSql(relation, duckdbDialect)}) t`;
}

type Buffers = (Float64Array | (string | null)[])[];

function buffersFor(fields: readonly Field[], rows: number): Buffers {
  return fields.map((field) =>
    field.type === "text" ? new Array<string | null>(rows).fill(null) : new Float64Array(rows),
  );
}

/** Larger buffers with what the present ones hold. */
function grown(fields: readonly Field[], buffers: Buffers, rows: number): Buffers {
  return buffersFor(fields, rows).map((buffer, index) => {
    const before = buffers[index]!;
    if (buffer instanceof Float64Array) buffer.set(before as Float64Array);
    else for (const [row, value] of (before as (string | null)[]).entries()) buffer[row] = value;
    return buffer;
  });
}

// Most relations of a running project are small; whole batches for each would cost more than their rows.
const growth = 4;

function copyChunk(chunk: DuckDBDataChunk, rows: RowRange, buffers: Buffers, offset: number): void {
  for (const [index, buffer] of buffers.entries()) {
    const vector = chunk.getColumnVector(index);
    if (buffer instanceof Float64Array) copyNumbers(vector, rows, buffer, offset);
    else copyTexts(vector, rows, buffer, offset);
  }
}

function lastBatch(fields: readonly Field[], buffers: Buffers, rowCount: number): ColumnBatch {
  const columns = buffers.map((buffer) =>
    buffer instanceof Float64Array ? buffer.slice(0, rowCount) : buffer.slice(0, rowCount),
  );
  return { rowCount, fields, columns };
}

/**
 * The rows of a relation in order, in batches of `batchRows` (the last is shorter), never more than one batch in memory.
 * Every batch has arrays of its own.
 * @param options `batchRows` at least 1; `setting` what the relation's `named` parts mean
 */
export async function* readBatches(
  database: DuckdbDatabase,
  relation: Relation,
  { batchRows, setting }: { readonly batchRows: number; readonly setting?: NamedQuery },
): AsyncGenerator<ColumnBatch, void, undefined> {
  const fields = relationFields(relation);
  let capacity = 0;
  let buffers = buffersFor(fields, capacity);
  let filled = 0;
  for await (const chunk of database.stream(readSql(relation, fields, setting))) {
    for (let from = 0; from < chunk.rowCount; ) {
      const to = Math.min(chunk.rowCount, from + batchRows - filled);
      if (filled + to - from > capacity) {
        capacity = Math.min(batchRows, Math.max(filled + to - from, growth * capacity));
        buffers = grown(fields, buffers, capacity);
      }
      copyChunk(chunk, { from, to }, buffers, filled);
      filled += to - from;
      from = to;
      if (filled === batchRows) {
        yield { rowCount: batchRows, fields, columns: buffers };
        buffers = buffersFor(fields, batchRows);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield lastBatch(fields, buffers, filled);
}
