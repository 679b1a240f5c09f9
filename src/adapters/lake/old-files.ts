import { unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Instant } from "#kernel";
import type { ManifestStore, TableFile } from "#relation";
import { fileSize, ifExists } from "./files.js";
import { snapshotOf } from "./table-state.js";

/** Which past versions of a table are still needed beside the newest. */
export interface NeededVersions {
  /** Versions that were the newest at this moment or later. */
  readonly since: Instant;
  /** Version numbers by table. */
  readonly byTable: Readonly<Record<string, readonly number[]>>;
}

/** Files, as manifests name them, that no needed version holds; those that were given up before are left out. */
export function unneededFiles(manifests: ManifestStore, needed: NeededVersions): readonly TableFile[] {
  const expired = manifests.expired();
  return manifests.tables().flatMap((table) => {
    const versions = manifests.versions(table);
    const isNeeded = (version: number): boolean => {
      const replacedAt = versions[version]?.committedAt;
      return (
        replacedAt === undefined || replacedAt >= needed.since || needed.byTable[table]?.includes(version) === true
      );
    };
    const kept = new Set(
      versions
        .filter(({ version }) => isNeeded(version))
        .flatMap(({ version }) => snapshotOf(table, versions.slice(0, version)).files.map(({ path }) => path)),
    );
    return versions.flatMap(({ added }) => added).filter(({ path }) => !kept.has(path) && !expired.has(path));
  });
}

/**
 * Gives up files: notes it first, then deletes, so that a kill in between leaves nothing that looks like damage. What an
 * earlier call noted and did not come to is deleted too.
 * @param folder of the lake
 */
export async function expireFiles(
  folder: string,
  manifests: ManifestStore,
  files: readonly TableFile[],
  at: Instant,
): Promise<void> {
  manifests.expire(
    files.map(({ path }) => path),
    at,
  );
  for (const path of manifests.expired()) {
    const place = join(resolve(folder), ...path.split("/"));
    if ((await fileSize(place)) !== undefined) await ifExists(unlink(place));
  }
}
