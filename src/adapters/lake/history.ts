import type { ManifestStore, TableVersion } from "#relation";

/** All versions of a table, oldest first, with paths relative to the lake. */
export type TableHistory = (table: string) => readonly TableVersion[];

function isSame(left: TableVersion, right: TableVersion | undefined): boolean {
  return right !== undefined && left.operation === right.operation && left.committedAt === right.committedAt;
}

/**
 * Reads each version of a table once: versions never change, so later calls read only what is new, and what is known stays the same
 * objects. A database that was replaced by another one meanwhile is noticed by the last version known and read anew. While nothing is
 * new, the same list comes back.
 */
export function createTableHistory(manifests: ManifestStore): TableHistory {
  const known = new Map<string, readonly TableVersion[]>();
  return (table) => {
    const before = known.get(table) ?? [];
    const last = before.at(-1);
    const read = manifests.versions(table, { after: Math.max(0, before.length - 1) });
    const isContinued = last === undefined || isSame(last, read[0]);
    if (last !== undefined && isContinued && read.length === 1) return before;
    const versions = isContinued ? [...before, ...read.slice(last === undefined ? 0 : 1)] : manifests.versions(table);
    known.set(table, versions);
    return versions;
  };
}
