import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Clock, Ids } from "#kernel";
import type { ManifestStore, TableStore, TableVersion } from "#relation";
import { commitChange, type LakePlace } from "./commit.js";
import { withLakeErrors } from "./errors.js";
import { fileSize } from "./files.js";
import { createTableHistory } from "./history.js";
import { removeOrphanFiles } from "./orphans.js";
import { checkTableName, locatedSnapshot, locatedVersion } from "./paths.js";
import { knownSnapshotOf, refuseExpired, versionsUpTo } from "./table-state.js";

/** What a lake works with. */
export interface LakePorts {
  readonly manifests: ManifestStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /**
   * Whether finished work waits until it is on disk; default true. Without, it survives the end of the process, however that
   * comes, but not a power cut.
   */
  readonly isSynced?: boolean;
}

async function newFile({ folder }: LakePlace, table: string, ids: Ids): Promise<string> {
  checkTableName(table);
  const tableFolder = join(folder, table);
  // To wait for a thread takes many times as long as to find the folder there.
  mkdirSync(tableFolder, { recursive: true });
  for (;;) {
    const path = join(tableFolder, `${ids.next("part")}.parquet`);
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
    isSynced: ports.isSynced ?? true,
  };
  const versions = (table: string): readonly TableVersion[] => {
    checkTableName(table);
    return place.history(table);
  };
  const located = new WeakMap<TableVersion, TableVersion>();
  const locate = (version: TableVersion): TableVersion => {
    const known = located.get(version) ?? locatedVersion(place.folder, version);
    located.set(version, known);
    return known;
  };
  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => withLakeErrors(place.folder, work);
  return {
    newFile: async (table) => guarded(async () => newFile(place, table, ports.ids)),
    commit: async (table, change) => {
      checkTableName(table);
      const version = await guarded(async () => commitChange(place, table, change));
      return locate(version);
    },
    snapshot: async (table, time) => {
      const snapshot = knownSnapshotOf(table, versionsUpTo(table, versions(table), time));
      if (time !== undefined) refuseExpired(snapshot, ports.manifests.expired());
      return locatedSnapshot(place.folder, snapshot);
    },
    versions: async (table) => versions(table).map(locate),
    tables: async () => ports.manifests.tables(),
    removeOrphans: async (olderThanMs) => guarded(async () => removeOrphanFiles(place, olderThanMs, ports.ids)),
  };
}
