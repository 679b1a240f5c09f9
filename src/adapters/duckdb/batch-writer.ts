import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBAppender, DuckDBConnection, DuckDBDataChunk, DuckDBType } from "@duckdb/node-api";
import { invalidInput } from "#kernel";
import { duckdbDialect, type Projection, relationToSql, type WrittenFile } from "#relation";
import type { ColumnBatch, Field } from "#tabular";
import type { DuckdbDatabase } from "./connection.js";
import { duckdbLibrary } from "./library.js";
import { parquetOptions, writeDurably } from "./parquet-writer.js";
import { fillNumbers, fillTexts } from "./vector-values.js";

const chunkRows = 2048;
const partBytes = 128 * 2 ** 20;
const partOptions = "format parquet, compression snappy, row_group_size 122880";
/** Of few rows, a strong compressor takes longer to set up for every column than everything else. */
const smallOptions = partOptions;
const mostSmallRows = 2048;

/** Rows that are made here and how they become a file. */
export interface BatchSource {
  /** The columns of every batch, in order. */
  readonly fields: readonly Field[];
  readonly batches: AsyncIterable<ColumnBatch>;
  /** What the file's columns are made of; undefined keeps the fields as they are. */
  readonly columns: readonly Projection[] | undefined;
}

/** Where batches land: a table in memory that is emptied into a part file when it is full. */
interface Landing {
  readonly connection: DuckDBConnection;
  readonly fields: readonly Field[];
  readonly createChunk: (rows: number) => DuckDBDataChunk;
  /** Makes the landing table, empty, and what appends to it. */
  readonly openTable: () => Promise<DuckDBAppender>;
  /** How the paths of part files start. */
  readonly partPrefix: string;
  readonly parts: string[];
  readonly partRows: number;
  appender: DuckDBAppender;
  rows: number;
}

const partRowsOf = (fields: readonly Field[]): number =>
  Math.min(2 ** 20, Math.max(2 ** 16, Math.floor(partBytes / (16 * Math.max(1, fields.length)))));

function landingType({ type }: Field): DuckDBType {
  const { BOOLEAN, DOUBLE, TIMESTAMP, VARCHAR } = duckdbLibrary();
  return { text: VARCHAR, number: DOUBLE, timestamp: TIMESTAMP, boolean: BOOLEAN }[type];
}

async function openLanding(
  connection: DuckDBConnection,
  fields: readonly Field[],
  partPrefix: string,
): Promise<Landing> {
  const { DuckDBDataChunk } = duckdbLibrary();
  const types = fields.map(landingType);
  const columns = types.map((type, index) => `c${index} ${String(type)}`).join(", ");
  // Replaced, not truncated: DuckDB keeps the memory of rows that are deleted from a table in memory.
  const openTable = async (): Promise<DuckDBAppender> => {
    await connection.run(`create or replace temporary table landing (${columns})`);
    return connection.createAppender("landing", "main", "temp");
  };
  return {
    connection,
    fields,
    createChunk: (rows) => DuckDBDataChunk.create(types, rows),
    openTable,
    partPrefix,
    parts: [],
    partRows: partRowsOf(fields),
    appender: await openTable(),
    rows: 0,
  };
}

const landedSql = (fields: readonly Field[]): string =>
  `select ${fields.map(({ name }, index) => `c${index} as ${duckdbDialect.identifier(name)}`).join(", ")} from landing`;

function appendSlice(landing: Landing, batch: ColumnBatch, from: number): void {
  const to = Math.min(from + chunkRows, batch.rowCount);
  const chunk = landing.createChunk(to - from);
  for (const [index, column] of batch.columns.entries()) {
    const vector = chunk.getColumnVector(index);
    if (column instanceof Float64Array) fillNumbers(vector, landing.fields[index]!.type, column.subarray(from, to));
    else fillTexts(vector, column.slice(from, to));
  }
  landing.appender.appendDataChunk(chunk);
  landing.rows += to - from;
}

function checkShape(fields: readonly Field[], batch: ColumnBatch): void {
  for (const [index, { name, type }] of fields.entries()) {
    const column = batch.columns[index];
    const isText = column !== undefined && !(column instanceof Float64Array);
    if (column?.length !== batch.rowCount || isText !== (type === "text")) {
      throw invalidInput(
        "duckdb/batch-shape",
        `Column "${name}" of a batch does not hold ${batch.rowCount} values of type ${type}`,
      );
    }
  }
}

/** Moves the rows in memory to a part file. */
async function flushPart(landing: Landing): Promise<void> {
  landing.appender.closeSync();
  const path = `${landing.partPrefix}-${landing.parts.length}.parquet`;
  landing.parts.push(path);
  await landing.connection.run(`copy (${landedSql(landing.fields)}) to ${duckdbDialect.text(path)} (${partOptions})`);
  landing.appender = await landing.openTable();
  landing.rows = 0;
}

async function appendBatch(landing: Landing, batch: ColumnBatch): Promise<void> {
  checkShape(landing.fields, batch);
  for (let from = 0; from < batch.rowCount; from += chunkRows) {
    appendSlice(landing, batch, from);
    if (landing.rows >= landing.partRows) await flushPart(landing);
  }
}

/** The query for everything that landed; a file that fits in memory needs no part. */
async function landedQuery(landing: Landing): Promise<string> {
  if (landing.parts.length === 0) {
    landing.appender.closeSync();
    return landedSql(landing.fields);
  }
  await flushPart(landing);
  return `select * from read_parquet([${landing.parts.map((path) => duckdbDialect.text(path)).join(", ")}])`;
}

/** The query for the file's columns; values that all rows share are added here, so that no batch carries them. */
async function fileQuery(landing: Landing, columns: BatchSource["columns"]): Promise<string> {
  const query = await landedQuery(landing);
  if (columns === undefined) return query;
  const input = { kind: "named", name: "landed rows", fields: landing.fields } as const;
  const projected = relationToSql({ kind: "project", input, columns }, duckdbDialect);
  return `with ${duckdbDialect.identifier(input.name)} as (${query}) ${projected}`;
}

/**
 * Writes batches to a new Parquet file in constant memory: at most about 128 MiB of rows are held, more of them are
 * spilled to part files, which are joined at the end.
 * @throws InvalidInput `duckdb/batch-shape`
 * @throws ExternalFailure `duckdb/write-failed`; the file is whole or absent
 */
export function writeBatches(
  database: DuckdbDatabase,
  { fields, batches, columns }: BatchSource,
  path: string,
): Promise<WrittenFile> {
  return writeDurably(database, path, (partial) =>
    database.withConnection(async (connection) => {
      const part = join(database.spillDirectory, `part-${partial.slice(-12)}`);
      const landing = await openLanding(connection, fields, part);
      try {
        for await (const batch of batches) await appendBatch(landing, batch);
        const isSmall = landing.parts.length === 0 && landing.rows <= mostSmallRows;
        const query = await fileQuery(landing, columns);
        const options = isSmall ? smallOptions : parquetOptions;
        const result = await connection.run(`copy (${query}) to ${duckdbDialect.text(partial)} (${options})`);
        return result.rowsChanged;
      } finally {
        await Promise.all(landing.parts.map((path) => rm(path, { force: true })));
      }
    }),
  );
}
