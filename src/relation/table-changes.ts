import type { TableFile, TableStore } from "./ports.js";

/** What changed in a table between two of its versions. */
export interface TableChanges {
  readonly table: string;
  readonly fromVersion: number;
  readonly toVersion: number;
  /** Files whose rows are new, in order of arrival. */
  readonly added: readonly TableFile[];
  /** Files whose rows are gone. */
  readonly removed: readonly TableFile[];
}

/**
 * The change feed of a table: files that commits after `fromVersion`, up to `toVersion`, added and removed. Commits that
 * only rewrite the same rows (compaction) are left out, so a reader that keeps its place sees each row once.
 * @param fromVersion 0 for the beginning
 * @param toVersion default: the newest
 * @throws NotFound `lake/version-not-found`
 */
export async function tableChanges(
  store: TableStore,
  table: string,
  fromVersion: number,
  toVersion?: number,
): Promise<TableChanges> {
  const until = await store.snapshot(table, toVersion === undefined ? undefined : { version: toVersion });
  await store.snapshot(table, { version: fromVersion });
  const commits = (await store.versions(table)).filter(
    ({ version, dataChange }) => dataChange && version > fromVersion && version <= until.version,
  );
  return {
    table,
    fromVersion,
    toVersion: until.version,
    added: commits.flatMap((commit) => commit.added),
    removed: commits.flatMap((commit) => commit.removed),
  };
}
