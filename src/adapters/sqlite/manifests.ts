import { invalidInput } from "#kernel";
import type { ManifestStore, TableVersion } from "#relation";
import type { Metadata, SqlRow } from "./connection.js";
import { parsed } from "./json-column.js";

function versionOf(row: SqlRow): TableVersion {
  return {
    table: row["table_name"] as string,
    version: row["version"] as number,
    committedAt: row["committed_at"] as string,
    operation: row["operation"] as string,
    dataChange: row["data_change"] === 1,
    fields: parsed(row["fields"]) as TableVersion["fields"],
    added: parsed(row["added"]) as TableVersion["added"],
    removed: parsed(row["removed"]) as TableVersion["removed"],
    rowCount: row["row_count"] as number,
    summary: parsed(row["summary"]) as TableVersion["summary"],
  };
}

function insert(metadata: Metadata, next: TableVersion): void {
  metadata.run(
    `INSERT INTO table_versions
       (table_name, version, operation, committed_at, data_change, fields, added, removed, row_count, summary)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    next.table,
    next.version,
    next.operation,
    next.committedAt,
    next.dataChange ? 1 : 0,
    JSON.stringify(next.fields),
    JSON.stringify(next.added),
    JSON.stringify(next.removed),
    next.rowCount,
    JSON.stringify(next.summary),
  );
}

/** Keeps the manifests of lake tables in the metadata database. */
export function createSqliteManifestStore(metadata: Metadata): ManifestStore {
  const find = (table: string, operation: string): TableVersion | undefined => {
    const row = metadata.get("SELECT * FROM table_versions WHERE table_name = ? AND operation = ?", table, operation);
    return row === undefined ? undefined : versionOf(row);
  };
  const newest = (table: string): number => {
    const row = metadata.get("SELECT max(version) AS newest FROM table_versions WHERE table_name = ?", table);
    return (row?.["newest"] as number | null) ?? 0;
  };
  return {
    find,
    append: (next) =>
      metadata.transaction(() => {
        const present = newest(next.table);
        if (next.version <= present || find(next.table, next.operation) !== undefined) return false;
        if (next.version !== present + 1) throw versionGap(next, present);
        insert(metadata, next);
        return true;
      }),
    versions: (table, { after = 0 } = {}) =>
      metadata
        .all("SELECT * FROM table_versions WHERE table_name = ? AND version > ? ORDER BY version", table, after)
        .map(versionOf),
    tables: () =>
      metadata
        .all("SELECT DISTINCT table_name FROM table_versions ORDER BY table_name")
        .map((row) => row["table_name"] as string),
    expired: () => new Set(metadata.all("SELECT path FROM expired_files").map((row) => row["path"] as string)),
    expire: (paths, at) =>
      metadata.transaction(() => {
        for (const path of paths) metadata.run("INSERT OR IGNORE INTO expired_files VALUES (?, ?)", path, at);
      }),
  };
}

function versionGap(next: TableVersion, present: number): Error {
  return invalidInput(
    "lake/version-gap",
    `table "${next.table}" is at version ${present}; version ${next.version} cannot follow it`,
  );
}
