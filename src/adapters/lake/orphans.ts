import { stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Ids } from "#kernel";
import type { LakePlace } from "./commit.js";
import { fileSystemNow, ifExists, namesIn } from "./files.js";

async function filesOf(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const table of await namesIn(folder)) {
    const found = await ifExists(stat(join(folder, table)));
    if (found?.isDirectory() !== true) continue;
    files.push(...(await namesIn(join(folder, table))).map((name) => `${table}/${name}`));
  }
  return files;
}

function namedFiles({ manifests, history }: LakePlace): ReadonlySet<string> {
  const versions = manifests.tables().flatMap((table) => history(table));
  return new Set(versions.flatMap((version) => version.added.map((file) => file.path)));
}

/**
 * Deletes files in table folders that no version names and that are older than a limit: what killed writers left behind.
 * @param olderThanMs must be longer than any writer needs from its first byte to its commit
 * @returns absolute paths of the deleted files
 */
export async function removeOrphanFiles(place: LakePlace, olderThanMs: number, ids: Ids): Promise<readonly string[]> {
  const candidates = await filesOf(place.folder);
  if (candidates.length === 0) return [];
  const now = await fileSystemNow(place.folder, ids.next("probe"));
  const old: string[] = [];
  for (const file of candidates) {
    const found = await ifExists(stat(join(place.folder, file)));
    if (found?.isFile() === true && now - found.mtimeMs >= olderThanMs) old.push(file);
  }
  const named = namedFiles(place);
  const orphans = old.filter((file) => !named.has(file)).map((file) => join(place.folder, file));
  for (const orphan of orphans) await ifExists(unlink(orphan));
  return orphans;
}
