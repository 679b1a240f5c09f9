import { randomBytes } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { duckdbDialect, type Relation, relationFields, relationToSql, type WrittenFile } from "#relation";
import type { DuckdbDatabase } from "./connection.js";
import { duckdbFailure } from "./errors.js";

/** How Parquet files of the lake are written. */
export const parquetOptions = "format parquet, compression zstd, row_group_size 122880";

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Lets `copy` write a file under another name, then makes it durable, unless the database was opened otherwise, and gives it
 * its name in one step.
 * @param copy writes the file and returns its number of rows
 * @throws ExternalFailure `duckdb/write-failed`; the file is whole or absent
 */
export async function writeDurably(
  { isSynced }: Pick<DuckdbDatabase, "isSynced">,
  path: string,
  copy: (partial: string) => Promise<number>,
): Promise<WrittenFile> {
  const partial = `${path}.partial-${randomBytes(6).toString("hex")}`;
  try {
    const rowCount = await copy(partial);
    if (isSynced) await syncPath(partial);
    const { size } = await stat(partial);
    await rename(partial, path);
    if (isSynced) await syncPath(dirname(path));
    return { path, rowCount, sizeBytes: size };
  } catch (thrown) {
    await rm(partial, { force: true });
    throw duckdbFailure(thrown, `Writing "${path}"`, "duckdb/write-failed");
  }
}

/**
 * Writes a relation to a Parquet file: DOUBLE, VARCHAR, BOOLEAN and TIMESTAMP only, which every engine reads.
 * @throws ExternalFailure `duckdb/write-failed`; the file is whole or absent
 */
export function writeRelation(database: DuckdbDatabase, relation: Relation, path: string): Promise<WrittenFile> {
  const columns = relationFields(relation).map(({ name, type }) => {
    const column = duckdbDialect.identifier(name);
    return `cast(${column} as ${duckdbDialect.types[type]}) as ${column}`;
  });
  const query = `select ${columns.join(", ")} from (${relationToSql(relation, duckdbDialect)}) t`;
  return writeDurably(database, path, (partial) =>
    database.withConnection(async (connection) => {
      const result = await connection.run(`copy (${query}) to ${duckdbDialect.text(partial)} (${parquetOptions})`);
      return result.rowsChanged;
    }),
  );
}
