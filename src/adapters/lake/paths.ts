import { join, relative, sep } from "node:path";
import { invalidInput } from "#kernel";
import type { TableFile, TableSnapshot, TableVersion } from "#relation";

const tableName = /^[a-z][a-z0-9_]*$/;
const fileName = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*\.parquet$/;

/** @throws InvalidInput `lake/table-name` for a name that could not be a folder of the lake */
export function checkTableName(table: string): void {
  if (tableName.test(table)) return;
  throw invalidInput(
    "lake/table-name",
    `"${table}" is not a table name: write lower-case letters, digits and _, a letter first`,
    { table },
  );
}

/**
 * A table's file as manifests name it, `<table>/<file>.parquet`: a lake that is moved or restored elsewhere stays readable.
 * @throws InvalidInput `lake/file-outside` for a path that is not directly in the table's folder
 */
export function manifestPath(folder: string, table: string, path: string): string {
  const inLake = relative(folder, path).split(sep);
  const [tablePart, filePart, ...rest] = inLake;
  if (tablePart === table && filePart !== undefined && fileName.test(filePart) && rest.length === 0) {
    return `${table}/${filePart}`;
  }
  throw invalidInput(
    "lake/file-outside",
    `${path} is not a Parquet file in ${join(folder, table)}: take its path from newFile`,
    {
      path,
      table,
    },
  );
}

const located = (folder: string, file: TableFile): TableFile => ({
  ...file,
  path: join(folder, ...file.path.split("/")),
});

/** A version from its manifest, with absolute paths of its files. */
export function locatedVersion(folder: string, version: TableVersion): TableVersion {
  return {
    ...version,
    added: version.added.map((file) => located(folder, file)),
    removed: version.removed.map((file) => located(folder, file)),
  };
}

/** A snapshot from manifests, with absolute paths of its files. */
export function locatedSnapshot(folder: string, snapshot: TableSnapshot): TableSnapshot {
  return { ...snapshot, files: snapshot.files.map((file) => located(folder, file)) };
}
