import { invalidInput } from "#kernel";
import type { ManifestStore, TableVersion } from "#relation";

/** Keeps the manifests of lake tables in this process. */
export function createMemoryManifestStore(): ManifestStore {
  const byTable = new Map<string, readonly TableVersion[]>();
  const versions = (table: string, { after = 0 } = {}): readonly TableVersion[] =>
    (byTable.get(table) ?? []).slice(after);
  const find = (table: string, operation: string): TableVersion | undefined =>
    versions(table).find((version) => version.operation === operation);
  const expired = new Set<string>();
  return {
    find,
    append: (next) => {
      const present = versions(next.table);
      if (next.version <= present.length || find(next.table, next.operation) !== undefined) return false;
      if (next.version !== present.length + 1) {
        throw invalidInput(
          "lake/version-gap",
          `table "${next.table}" is at version ${present.length}; version ${next.version} cannot follow it`,
        );
      }
      byTable.set(next.table, [...present, structuredClone(next)]);
      return true;
    },
    versions,
    tables: () => [...byTable.keys()].sort(),
    expired: () => new Set(expired),
    expire: (paths) => {
      for (const path of paths) expired.add(path);
    },
  };
}
