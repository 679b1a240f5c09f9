import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Clock, Ids } from "#kernel";
import type { ManifestStore, TableStore, TableVersion } from "#relation";
import { commitChange, type LakePlace } from "./commit.js";
import { fileSize } from "./files.js";
import { createTableHistory } from "./history.js";
import { removeOrphanFiles } from "./orphans.js";
import { checkTableName, locatedSnapshot, locatedVersion } from "./paths.js";
import { snapshotOf, versionsUpTo } from "./table-state.js";

/** What a lake works with. */
export interface LakePorts {
  readonly manifests: ManifestStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

async function unusedPath(folder: string, ids: Ids): Promise<string> {
  for (;;) {
    const path = join(folder, `${ids.next("part")}.parquet`);
    if ((await fileSize(path)) === undefined) return path;
  }
}

/**
 * Versioned tables as Parquet files in a folder, one sub-folder a table, with their manifests in a {@link ManifestStore}.
 * A table has a version once its files are durable and its manifest is committed, so a kill leaves all of it or nothing.
 * @param folder made at the first write
 */
export function createLake(folder: string, ports: LakePorts): TableStore {
  const place: LakePlace = {
    folder: resolve(folder),
    manifests: ports.manifests,
    history: createTableHistory(ports.manifests),
    clock: ports.clock,
  };
  const versions = (table: string): readonly TableVersion[] => {
    checkTableName(table);
    return place.history(table);
  };
  return {
    newFile: async (table) => {
      checkTableName(table);
      const tableFolder = join(place.folder, table);
      await mkdir(tableFolder, { recursive: true });
      return unusedPath(tableFolder, ports.ids);
    },
    commit: async (table, change) => {
      checkTableName(table);
      return locatedVersion(place.folder, await commitChange(place, table, change));
    },
    snapshot: async (table, time) =>
      locatedSnapshot(place.folder, snapshotOf(table, versionsUpTo(table, versions(table), time))),
    versions: async (table) => versions(table).map((version) => locatedVersion(place.folder, version)),
    tables: async () => ports.manifests.tables(),
    removeOrphans: async (olderThanMs) => removeOrphanFiles(place, olderThanMs, ports.ids),
  };
}
