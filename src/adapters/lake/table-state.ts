import { conflict, digestOf, invalidInput, notFound } from "#kernel";
import type { TableFile, TableSnapshot, TableTime, TableVersion } from "#relation";
import type { Field } from "#tabular";

/**
 * The versions up to the moment that is meant.
 * @param versions all of the table, oldest first
 * @throws NotFound `lake/version-not-found`
 */
export function versionsUpTo(
  table: string,
  versions: readonly TableVersion[],
  time: TableTime | undefined,
): readonly TableVersion[] {
  if (time === undefined) return versions;
  if ("at" in time) {
    const at = Date.parse(time.at);
    if (Number.isNaN(at))
      throw invalidInput("lake/instant", `"${time.at}" is not an instant such as 2026-01-31T08:00:00Z`);
    return versions.filter((version) => Date.parse(version.committedAt) <= at);
  }
  if (Number.isInteger(time.version) && time.version >= 0 && time.version <= versions.length) {
    return versions.slice(0, time.version);
  }
  throw notFound(
    "lake/version-not-found",
    `table "${table}" has no version ${time.version}: it has versions 1 to ${versions.length}`,
    { table, version: time.version, newest: versions.length },
  );
}

/** By the last version. */
const snapshots = new WeakMap<TableVersion, TableSnapshot>();

/** {@link snapshotOf} of versions that never change, worked out once and gone on from. */
export function knownSnapshotOf(table: string, versions: readonly TableVersion[]): TableSnapshot {
  const last = versions.at(-1);
  const latest = versions.findLast((version) => snapshots.has(version));
  const known = latest === undefined ? undefined : snapshots.get(latest);
  if (known !== undefined && latest === last) return known;
  const snapshot = snapshotOf(table, versions, known);
  if (last !== undefined) snapshots.set(last, snapshot);
  return snapshot;
}

/**
 * The table after the last of `versions`: files that were added and not removed, in order of arrival.
 * @param earlier the table after one of them, which is gone on from
 */
export function snapshotOf(table: string, versions: readonly TableVersion[], earlier?: TableSnapshot): TableSnapshot {
  const live = new Map<string, TableFile>(earlier?.files.map((file) => [file.path, file]));
  for (const version of versions.slice(earlier?.version ?? 0)) {
    for (const file of version.removed) live.delete(file.path);
    for (const file of version.added) live.set(file.path, file);
  }
  const files = [...live.values()];
  return {
    table,
    version: versions.length,
    fields: versions.at(-1)?.fields ?? [],
    files,
    rowCount: rowsOf(files),
    digest: digestOf(files.map((file) => file.digest)),
  };
}

/** @throws NotFound `lake/version-expired` when files of the snapshot were given up */
export function refuseExpired({ table, version, files }: TableSnapshot, expired: ReadonlySet<string>): void {
  if (!files.some(({ path }) => expired.has(path))) return;
  throw notFound(
    "lake/version-expired",
    `the files of version ${version} of table "${table}" were given up by \`driftloop gc\`; its rows are in newer versions, or gone`,
    { table, version },
  );
}

/** Sum of the files' rows. */
export function rowsOf(files: readonly TableFile[]): number {
  return files.reduce((sum, file) => sum + file.rowCount, 0);
}

/**
 * The table's columns after a commit: the present ones, then new ones.
 * @param present columns of the files that stay; none when every file is replaced, so that a rebuilt table has only its new columns
 * @throws InvalidInput `lake/schema-changed` when a column would change its type or is named twice
 */
export function mergedFields(table: string, present: readonly Field[], next: readonly Field[]): readonly Field[] {
  const types = new Map(present.map((field) => [field.name, field.type]));
  const changed = next.filter((field) => (types.get(field.name) ?? field.type) !== field.type);
  const repeated = next.filter((field, index) => next.findIndex((other) => other.name === field.name) !== index);
  if (changed.length === 0 && repeated.length === 0)
    return [...present, ...next.filter((field) => !types.has(field.name))];
  const lines = [
    ...changed.map((field) => `"${field.name}" is ${types.get(field.name)}, not ${field.type}`),
    ...repeated.map((field) => `"${field.name}" is named twice`),
  ];
  throw invalidInput("lake/schema-changed", `table "${table}" keeps its columns: ${lines.join("; ")}`, { table });
}

/**
 * The files of a snapshot that leave the table.
 * @throws Conflict `lake/file-gone` when one is no longer in it
 */
export function leavingFiles(snapshot: TableSnapshot, paths: readonly string[]): readonly TableFile[] {
  const live = new Map(snapshot.files.map((file) => [file.path, file]));
  return paths.map((path) => {
    const file = live.get(path);
    if (file !== undefined) return file;
    throw conflict("lake/file-gone", `${path} is not in version ${snapshot.version} of table "${snapshot.table}"`, {
      table: snapshot.table,
      path,
    });
  });
}
