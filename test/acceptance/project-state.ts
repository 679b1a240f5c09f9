import { join } from "node:path";
import { type DuckdbDatabase, openDuckdb, quoteText, type ResultRow } from "#adapters/duckdb";
import { createLake } from "#adapters/lake";
import { createSqliteManifestStore, openMetadata } from "#adapters/sqlite";
import { systemClock } from "#adapters/system";
import { createIds } from "#kernel";
import { loadSqlDriver, type SqlDatabase } from "#src/adapters/sqlite/driver.js";
import { afterAll } from "vitest";

let database: DuckdbDatabase | undefined;
afterAll(async () => {
  await database?.close();
  database = undefined;
});

/** Paths of the files of a table at its newest version. */
async function liveFiles(folder: string, table: string): Promise<readonly string[]> {
  const metadata = await openMetadata(join(folder, ".driftloop", "metadata.sqlite"));
  try {
    const manifests = createSqliteManifestStore(metadata);
    const ids = createIds(systemClock);
    const lake = createLake(join(folder, ".driftloop", "lake"), { manifests, clock: systemClock, ids });
    return (await lake.snapshot(table)).files.map(({ path }) => path);
  } finally {
    metadata.close();
  }
}

/**
 * Asks DuckDB about a project's lake.
 * @param sql names a table as `{features}`
 */
export async function queryLake(folder: string, sql: string): Promise<readonly ResultRow[]> {
  database ??= await openDuckdb({ memoryLimitMb: 512 });
  let text = sql;
  for (const [placeholder, table] of sql.matchAll(/\{(\w+)\}/g)) {
    const files = await liveFiles(folder, table!);
    if (files.length === 0) throw new Error(`table ${table} has no files`);
    text = text.replaceAll(placeholder, `read_parquet([${files.map(quoteText).join(", ")}], union_by_name = true)`);
  }
  return database.rows(text);
}

/** One number that DuckDB finds in a project's lake. */
export async function countInLake(folder: string, sql: string): Promise<number> {
  const [row] = await queryLake(folder, sql);
  return Number(Object.values(row!)[0]);
}

/** Opens a project's metadata past all of its guards, to look at them or to damage them. */
export async function withMetadata<Result>(
  folder: string,
  work: (database: SqlDatabase) => Result | Promise<Result>,
): Promise<Result> {
  const { DatabaseSync } = await loadSqlDriver();
  const metadata = new DatabaseSync(join(folder, ".driftloop", "metadata.sqlite"));
  try {
    return await work(metadata);
  } finally {
    metadata.close();
  }
}

/** Rows of a project's metadata. */
export async function queryMetadata<Row>(folder: string, sql: string): Promise<readonly Row[]> {
  return withMetadata(folder, (metadata) => metadata.prepare(sql).all() as Row[]);
}
