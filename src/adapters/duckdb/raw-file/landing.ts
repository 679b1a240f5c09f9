import { rm } from "node:fs/promises";
import type { LandedRows, LandRequest, RowCheck } from "#ingestion";
import { duckdbDialect, expressionToSql, type WrittenFile } from "#relation";
import type { DuckdbDatabase } from "../connection.js";
import { quoteIdentifier, quoteText } from "../quoting.js";
import {
  type CheckedRows,
  copyRows,
  goodRowsSql,
  listOf,
  parquet,
  rowAsJson,
  writeQuarantine,
} from "./checked-rows.js";
import type { StagedSource } from "./text-source.js";

interface Landing extends CheckedRows {
  readonly database: DuckdbDatabase;
  readonly request: LandRequest;
  /** Names of tables that live while this lasts. */
  readonly tables: { readonly duplicates: string; readonly unchanged: string };
}

const conditionOf = ({ when }: RowCheck): string => expressionToSql(when, duckdbDialect);

/** Which of the good rows are the second of their key, or stored already: temporary tables of line numbers. */
interface Repeats {
  readonly duplicateCount: number;
  readonly unchangedCount: number;
}

const duplicatesSql = ({ request }: Landing): string => {
  const place = `row_number() OVER (PARTITION BY ${listOf(request.key)} ORDER BY "_line")`;
  const repeated = `SELECT ${listOf(request.key)} FROM ${parquet(request.acceptedPath)} GROUP BY ALL HAVING count(*) > 1`;
  const rows = `SELECT "_line", ${place} AS place FROM ${parquet(request.acceptedPath)} SEMI JOIN (${repeated}) USING (${listOf(request.key)})`;
  return `SELECT "_line" FROM (${rows}) WHERE place > 1`;
};

const unchangedSql = ({ request }: Landing): string => {
  const values = request.columns.map((name) => `${quoteText(name)}: ${quoteIdentifier(name)}`).join(", ");
  const paths = request.storedPaths.map(quoteText).join(", ");
  const keys = listOf(request.key);
  // Files from before a column joined the contract lack it; an empty row that has them all completes the union.
  const complete = `SELECT ${request.columns.map((name) => `NULL::VARCHAR AS ${quoteIdentifier(name)}`).join(", ")} WHERE false`;
  const stored = `(SELECT * FROM read_parquet([${paths}], union_by_name = true, hive_partitioning = false) UNION ALL BY NAME ${complete})`;
  const newest = `SELECT ${keys}, arg_max({${values}}, ("_ingested_at", "_line")) AS kept FROM ${stored} SEMI JOIN ${parquet(request.acceptedPath)} fresh USING (${keys}) GROUP BY ALL`;
  const fresh = `SELECT ${keys}, "_line", {${values}} AS given FROM ${parquet(request.acceptedPath)}`;
  return `SELECT "_line" FROM (${fresh}) JOIN (${newest}) USING (${keys}) WHERE given IS NOT DISTINCT FROM kept`;
};

async function countRows(database: DuckdbDatabase, table: string): Promise<number> {
  const [row] = await database.rows(`SELECT count(*)::DOUBLE AS n FROM ${table}`);
  return Number(row?.["n"] ?? 0);
}

async function findRepeats(landing: Landing): Promise<Repeats> {
  const { database, request, tables } = landing;
  if (request.key.length === 0) return { duplicateCount: 0, unchangedCount: 0 };
  await database.run(`CREATE TABLE ${tables.duplicates} AS ${duplicatesSql(landing)}`);
  const duplicateCount = await countRows(database, tables.duplicates);
  if (request.storedPaths.length === 0) return { duplicateCount, unchangedCount: 0 };
  const isSecond = `"_line" IN (SELECT "_line" FROM ${tables.duplicates})`;
  await database.run(
    `CREATE TABLE ${tables.unchanged} AS SELECT * FROM (${unchangedSql(landing)}) WHERE NOT (${isSecond})`,
  );
  return { duplicateCount, unchangedCount: await countRows(database, tables.unchanged) };
}

function duplicateRowsSql({ request, tables }: Landing): string {
  const rows = `${parquet(request.acceptedPath)} SEMI JOIN ${tables.duplicates} USING ("_line")`;
  const key = quoteText(request.key.join(", "));
  return `SELECT "_line" AS line, ${key} AS "column", 'duplicate key' AS reason, ${rowAsJson(request.columns)} AS "row" FROM ${rows}`;
}

async function dropRepeats(landing: Landing, repeats: Repeats, good: WrittenFile): Promise<WrittenFile | null> {
  const { database, request, tables } = landing;
  if (repeats.duplicateCount + repeats.unchangedCount === 0) return good.rowCount === 0 ? null : good;
  const unchanged = repeats.unchangedCount > 0 ? ` ANTI JOIN ${tables.unchanged} USING ("_line")` : "";
  const sql = `SELECT * FROM ${parquet(request.acceptedPath)} ANTI JOIN ${tables.duplicates} USING ("_line")${unchanged} ORDER BY "_line"`;
  const kept = await copyRows(database, sql, request.sparePath);
  if (kept.rowCount > 0) return kept;
  await rm(kept.path);
  return null;
}

async function countWarnings({ database, request }: Landing, accepted: WrittenFile | null): Promise<readonly number[]> {
  if (accepted === null || request.warnings.length === 0) return request.warnings.map(() => 0);
  const counts = request.warnings.map((warning, index) => `count_if(${conditionOf(warning)})::DOUBLE AS w${index}`);
  const [row] = await database.rows(`SELECT ${counts.join(", ")} FROM ${parquet(accepted.path)}`);
  return request.warnings.map((_, index) => Number(row?.[`w${index}`] ?? 0));
}

async function land(landing: Landing): Promise<LandedRows> {
  const { request } = landing;
  const good = await copyRows(landing.database, goodRowsSql(landing), request.acceptedPath);
  const repeats = await findRepeats(landing);
  const refused = await writeQuarantine(landing.database, landing, request.quarantinePath, {
    goodCount: good.rowCount,
    alsoRefused: repeats.duplicateCount > 0 ? [duplicateRowsSql(landing)] : [],
  });
  const accepted = await dropRepeats(landing, repeats, good);
  if (accepted?.path !== request.acceptedPath) await rm(request.acceptedPath, { force: true });
  const warningCounts = await countWarnings(landing, accepted);
  return { accepted, ...refused, unchangedCount: repeats.unchangedCount, warningCounts };
}

/**
 * Writes the rows of a file: one pass for the good ones, further passes only over what needs them.
 * @param name a name that no other landing uses meanwhile
 */
export async function landRows(
  database: DuckdbDatabase,
  source: StagedSource,
  request: LandRequest,
  name: string,
): Promise<LandedRows> {
  const tables = { duplicates: quoteIdentifier(`duplicates ${name}`), unchanged: quoteIdentifier(`unchanged ${name}`) };
  try {
    return await land({ database, source, request, tables });
  } finally {
    await database.run(`DROP TABLE IF EXISTS ${tables.duplicates}`);
    await database.run(`DROP TABLE IF EXISTS ${tables.unchanged}`);
  }
}
