import type { LandRequest, QuarantinedRows, QuarantineReason, ReadRequest, RowCheck } from "#ingestion";
import { type WrittenFile } from "#relation";
import type { ColumnBatch, Field } from "#tabular";
import { readBatches } from "../batch-reader.js";
import type { DuckdbDatabase } from "../connection.js";
import { writeDurably } from "../parquet-writer.js";
import { quoteIdentifier, quoteText } from "../quoting.js";
import { hoistedSql, type Readings } from "./hoisted-readings.js";
import type { StagedSource } from "./text-source.js";

/** The rows of a file and what is asked of them. */
export interface CheckedRows {
  readonly source: StagedSource;
  readonly request: Pick<LandRequest, "columns" | "checks" | "ingestedAt">;
}

// Snappy takes half of zstd's time here, and raw files are read once or twice (1M x 21 rows: 2.3 against 4.0 CPU-s).
const parquetOptions = "FORMAT parquet, COMPRESSION snappy";
const defaultBatchRows = 65_536;

/** Names in quotes, with commas between. */
export const listOf = (names: readonly string[]): string => names.map(quoteIdentifier).join(", ");

/** A Parquet file as a source of rows. */
export const parquet = (path: string): string => `read_parquet(${quoteText(path)}, hive_partitioning = false)`;

/** Writes the rows of a query as a raw file, complete and durable. */
export function copyRows(database: DuckdbDatabase, sql: string, path: string): Promise<WrittenFile> {
  return writeDurably(database, path, (partial) =>
    database.run(`COPY (${sql}) TO ${quoteText(partial)} (${parquetOptions})`),
  );
}

/** The rows of the file under the columns that are wanted; a column that the file lacks is null. */
function rowsSql({ source, request }: CheckedRows, readings: Readings): string {
  const known = new Set(source.shape.columns);
  const columns = request.columns.map((name) =>
    known.has(name) ? quoteIdentifier(name) : `NULL::VARCHAR AS ${quoteIdentifier(name)}`,
  );
  const names = [...readings.keys()].map(quoteIdentifier);
  return `SELECT ${[...columns, ...names, '"_line"'].join(", ")} FROM (${source.select(readings)})`;
}

const refusedSql = (conditions: readonly string[]): string =>
  conditions.length === 0 ? "false" : conditions.map((condition) => `coalesce(${condition}, false)`).join(" OR ");

/** The checks' conditions in SQL, and the conversions they share. */
function conditionsOf({ request }: CheckedRows): {
  readonly conditions: readonly string[];
  readonly readings: Readings;
} {
  const readings = new Map<string, string>();
  return { conditions: request.checks.map(({ when }) => hoistedSql(when, readings)), readings };
}

const ingestedAtSql = ({ request }: CheckedRows): string => `make_timestamp_ms(${request.ingestedAt}::BIGINT)`;

/** The query for the rows that no check refuses: the columns as text, file name, line, time of arrival. */
export function goodRowsSql(rows: CheckedRows): string {
  const { source, request } = rows;
  const facts = `${quoteText(source.shape.name)} AS "_source", "_line"::DOUBLE AS "_line", ${ingestedAtSql(rows)} AS "_ingested_at"`;
  const { conditions, readings } = conditionsOf(rows);
  return `SELECT ${listOf(request.columns)}, ${facts} FROM (${rowsSql(rows, readings)}) WHERE NOT (${refusedSql(conditions)})`;
}

const arrivalFields: readonly Field[] = [
  { name: "_source", type: "text" },
  { name: "_line", type: "number" },
  { name: "_ingested_at", type: "timestamp" },
];

/** The rows that no check refuses, as the request selects them, in file order. */
export function readGoodRows(
  database: DuckdbDatabase,
  source: StagedSource,
  request: ReadRequest,
): AsyncIterable<ColumnBatch> {
  const fields = [...request.columns.map((name): Field => ({ name, type: "text" })), ...arrivalFields];
  const relation = request.select({ kind: "named", name: "good rows", fields });
  const setting = { name: "good rows", sql: goodRowsSql({ source, request }) };
  return readBatches(database, relation, { batchRows: request.batchRows ?? defaultBatchRows, setting });
}

/** A row of the file as JSON. */
export const rowAsJson = (columns: readonly string[]): string =>
  `to_json({${columns.map((name) => `${quoteText(name)}: ${quoteIdentifier(name)}`).join(", ")}})::VARCHAR`;

function refusedRowsSql(rows: CheckedRows): string {
  const { checks, columns } = rows.request;
  const { conditions, readings } = conditionsOf(rows);
  const branches = (value: (check: RowCheck) => string): string =>
    `CASE ${checks.map((check, index) => `WHEN ${conditions[index]} THEN ${quoteText(value(check))}`).join(" ")} END`;
  const select = [
    '"_line" AS line',
    `${branches(({ column }) => column)} AS "column"`,
    `${branches(({ reason }) => reason)} AS reason`,
    `${rowAsJson(columns)} AS "row"`,
  ];
  return `SELECT ${select.join(", ")} FROM (${rowsSql(rows, readings)}) WHERE ${refusedSql(conditions)}`;
}

function unreadableRowsSql(path: string): string {
  const columns = "{'line': 'BIGINT', 'reason': 'VARCHAR', 'row': 'VARCHAR'}";
  const read = `read_json(${quoteText(path)}, format = 'newline_delimited', columns = ${columns})`;
  return `SELECT line, '' AS "column", reason, "row" FROM ${read}`;
}

async function countReasons(
  database: DuckdbDatabase,
  path: string,
): Promise<Partial<Record<QuarantineReason, number>>> {
  const rows = await database.rows(
    `SELECT reason, count(*)::DOUBLE AS n FROM ${parquet(path)} GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
  return Object.fromEntries(rows.map((row) => [String(row["reason"]), Number(row["n"])]));
}

/**
 * Writes the rows that cannot be read or that a check refuses.
 * @param more `goodCount`: rows that no check refuses; `alsoRefused`: queries for further rows (line, column, reason, row)
 */
export async function writeQuarantine(
  database: DuckdbDatabase,
  rows: CheckedRows,
  path: string,
  more: { readonly goodCount: number; readonly alsoRefused: readonly string[] },
): Promise<QuarantinedRows> {
  const { source } = rows;
  const parts = [
    ...(more.goodCount < source.shape.rowCount ? [refusedRowsSql(rows)] : []),
    ...(source.refusedPath === null ? [] : [unreadableRowsSql(source.refusedPath)]),
    ...more.alsoRefused,
  ];
  if (parts.length === 0) return { quarantined: null, quarantinedByReason: {} };
  const facts = `${quoteText(source.shape.name)} AS source, line::DOUBLE AS line, "column", reason, "row", ${ingestedAtSql(rows)} AS ingested_at`;
  const sql = `SELECT ${facts} FROM (${parts.join(" UNION ALL ")}) ORDER BY line`;
  const quarantined = await copyRows(database, sql, path);
  return { quarantined, quarantinedByReason: await countReasons(database, quarantined.path) };
}
