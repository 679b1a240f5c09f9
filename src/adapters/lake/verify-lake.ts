import { basename, dirname } from "node:path";
import type { TableFile, TableStore } from "#relation";
import { withLakeErrors } from "./errors.js";
import { fileDigest, fileSize } from "./files.js";

/** A file that is not what its manifest says. */
export interface LakeProblem {
  readonly table: string;
  /** Absolute path. */
  readonly path: string;
  /** `torn`: another size; `changed`: other bytes of the same size. */
  readonly kind: "missing" | "torn" | "changed";
  /** Whether the newest version needs the file; else only older ones do. */
  readonly isLive: boolean;
}

async function problemOf(file: TableFile): Promise<LakeProblem["kind"] | undefined> {
  return withLakeErrors(dirname(dirname(file.path)), async () => {
    const size = await fileSize(file.path);
    if (size === undefined) return "missing";
    if (size !== file.sizeBytes) return "torn";
    return (await fileDigest(file.path)) === file.digest ? undefined : "changed";
  });
}

async function problemsOf(
  store: TableStore,
  table: string,
  expired: ReadonlySet<string>,
): Promise<readonly LakeProblem[]> {
  const versions = await store.versions(table);
  const live = new Set((await store.snapshot(table)).files.map((file) => file.path));
  const problems: LakeProblem[] = [];
  for (const file of versions.flatMap((version) => version.added)) {
    if (expired.has(`${table}/${basename(file.path)}`)) continue;
    const kind = await problemOf(file);
    if (kind !== undefined) problems.push({ table, path: file.path, kind, isLive: live.has(file.path) });
  }
  return problems;
}

/**
 * Reads every file that any version of any table names and compares it with its manifest.
 * @param expired files that were given up, as manifests name them
 * @returns what is wrong; empty when the lake is sound
 */
export async function verifyLake(
  store: TableStore,
  expired: ReadonlySet<string> = new Set(),
): Promise<readonly LakeProblem[]> {
  const problems: LakeProblem[] = [];
  for (const table of await store.tables()) problems.push(...(await problemsOf(store, table, expired)));
  return problems;
}
