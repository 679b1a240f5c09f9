import type { AnalyticsEngine, TableStore, TableVersion } from "./ports.js";

/** What compaction works with. */
export interface CompactionPorts {
  readonly tables: TableStore;
  readonly engine: AnalyticsEngine;
}

/**
 * Rewrites a table's files as one with the same rows in the same order. Rows that are committed meanwhile stay in files of
 * their own.
 * @param operation compacting under the same name again changes nothing
 * @returns the new version; undefined when there are fewer than two files
 * @throws Conflict `lake/file-gone` when another writer removed one of the files meanwhile; the table is as that writer left it
 */
export async function compactTable(
  table: string,
  ports: CompactionPorts,
  operation: string,
): Promise<TableVersion | undefined> {
  const { tables, engine } = ports;
  const { files, fields } = await tables.snapshot(table);
  if (files.length < 2) return undefined;
  const remove = files.map((file) => file.path);
  const written = await engine.write({ kind: "parquet", paths: remove, fields }, await tables.newFile(table));
  return tables.commit(table, { operation, fields, add: [written], remove, dataChange: false });
}
