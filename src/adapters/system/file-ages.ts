import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A file or folder with its age. */
export interface AgedPath {
  /** Absolute path. */
  readonly path: string;
  readonly name: string;
  /** Epoch milliseconds of the newest change inside. */
  readonly changedAt: number;
  /** Of all that is inside. */
  readonly sizeBytes: number;
}

function measured(path: string, name: string): AgedPath {
  const own = statSync(path);
  if (!own.isDirectory()) return { path, name, changedAt: own.mtimeMs, sizeBytes: own.size };
  const inside = readdirSync(path).map((child) => measured(join(path, child), child));
  return {
    path,
    name,
    changedAt: inside.reduce(
      (newest, { changedAt }) => Math.max(newest, changedAt),
      inside.length === 0 ? own.mtimeMs : 0,
    ),
    sizeBytes: inside.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

/** What is directly in a folder, with its age and size; nothing when there is no such folder. */
export function agedPathsIn(folder: string): readonly AgedPath[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => measured(join(folder, name), name));
}
