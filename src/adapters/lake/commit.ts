import { unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Clock, conflict, externalFailure, type Instant, instantOf, invalidInput } from "#kernel";
import type { ManifestStore, TableChange, TableFile, TableVersion, WrittenFile } from "#relation";
import { fileDigest, fileSize, ifExists, syncToDisk } from "./files.js";
import type { TableHistory } from "./history.js";
import { manifestPath } from "./paths.js";
import { knownSnapshotOf, leavingFiles, mergedFields, rowsOf } from "./table-state.js";

/** Where a lake is and what it works with. */
export interface LakePlace {
  /** Absolute path. */
  readonly folder: string;
  readonly manifests: ManifestStore;
  readonly history: TableHistory;
  readonly clock: Clock;
  /** Whether commits wait until their files are on disk. */
  readonly isSynced: boolean;
}

async function checkedFile(place: LakePlace, table: string, file: WrittenFile): Promise<TableFile> {
  const path = manifestPath(place.folder, table, file.path);
  const size = await fileSize(file.path);
  if (size !== file.sizeBytes) {
    const found = size === undefined ? "does not exist" : `has ${size} bytes`;
    throw externalFailure(
      "lake/file-incomplete",
      `${file.path} ${found}, but ${file.sizeBytes} bytes were to be committed; nothing was changed: write it again`,
      { details: { path: file.path, table } },
    );
  }
  if (place.isSynced) await syncToDisk(file.path);
  return { path, rowCount: file.rowCount, sizeBytes: size, digest: await fileDigest(file.path) };
}

/** A table with a version has its own name and the lake's on disk already. */
async function syncNames(place: LakePlace, table: string): Promise<void> {
  await syncToDisk(join(place.folder, table));
  if (place.history(table).length > 0) return;
  await syncToDisk(place.folder);
  await syncToDisk(dirname(place.folder));
}

/** Bytes and names of the added files are on disk when this returns, so a manifest never names what a power cut could take. */
async function makeDurable(place: LakePlace, table: string, change: TableChange): Promise<readonly TableFile[]> {
  const files: TableFile[] = [];
  for (const file of change.add) files.push(await checkedFile(place, table, file));
  if (files.length > 0 && place.isSynced) await syncNames(place, table);
  return files;
}

function refuseKnown(table: string, added: readonly TableFile[], versions: readonly TableVersion[]): void {
  const paths = new Set(added.map((file) => file.path));
  const isKnown = versions.some((version) => version.added.some((file) => paths.has(file.path)));
  if (paths.size === added.length && !isKnown) return;
  throw invalidInput("lake/file-known", `a file can join table "${table}" only once: take a new path from newFile`, {
    table,
  });
}

/** Time travel needs versions in order of time, also when a clock was set back. */
function commitTime(place: LakePlace, last: TableVersion | undefined): Instant {
  const now = instantOf(place.clock);
  return last !== undefined && last.committedAt > now ? last.committedAt : now;
}

function nextVersion(place: LakePlace, table: string, change: TableChange, added: readonly TableFile[]): TableVersion {
  const versions = place.history(table);
  const present = knownSnapshotOf(table, versions);
  if (change.expectedVersion !== undefined && change.expectedVersion !== present.version) {
    throw conflict(
      "lake/version-moved",
      `table "${table}" is at version ${present.version}, not ${change.expectedVersion}: read it again and repeat the change`,
      { table, expected: change.expectedVersion, actual: present.version },
    );
  }
  refuseKnown(table, added, versions);
  const removed = leavingFiles(
    present,
    (change.remove ?? []).map((path) => manifestPath(place.folder, table, path)),
  );
  const isReplaced = removed.length === present.files.length;
  return {
    table,
    version: present.version + 1,
    committedAt: commitTime(place, versions.at(-1)),
    operation: change.operation,
    dataChange: change.dataChange ?? true,
    fields: mergedFields(table, isReplaced ? [] : present.fields, change.fields),
    added,
    removed,
    rowCount: present.rowCount + rowsOf(added) - rowsOf(removed),
    summary: change.summary ?? null,
  };
}

/** Deletes files of a repeated operation that its first commit does not name. */
async function dropRedundant(place: LakePlace, first: TableVersion, change: TableChange): Promise<TableVersion> {
  const kept = new Set(place.history(first.table).flatMap((version) => version.added.map((file) => file.path)));
  for (const file of change.add) {
    if (!kept.has(manifestPath(place.folder, first.table, file.path))) await ifExists(unlink(file.path));
  }
  return first;
}

/**
 * Commits a change; writers that race for a version try the next one.
 * @returns the manifest, with paths relative to the lake
 */
export async function commitChange(place: LakePlace, table: string, change: TableChange): Promise<TableVersion> {
  const { manifests } = place;
  const earlier = manifests.find(table, change.operation);
  if (earlier !== undefined) return dropRedundant(place, earlier, change);
  const added = await makeDurable(place, table, change);
  for (;;) {
    const first = manifests.find(table, change.operation);
    if (first !== undefined) return dropRedundant(place, first, change);
    const next = nextVersion(place, table, change, added);
    if (manifests.append(next)) return next;
  }
}
