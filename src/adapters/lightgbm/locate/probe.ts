import { readFile } from "node:fs/promises";
import { messageOf, sha256 } from "#kernel";
import { openLibrary } from "../native/library.js";
import type { Attempt, LocatedLibrary, LocateStep } from "./attempt.js";
import { versionOfDigest } from "./platform.js";

/** The digest of a file; undefined when it cannot be read. */
export async function digestOfFile(path: string): Promise<string | undefined> {
  try {
    return sha256(await readFile(path));
  } catch {
    return undefined;
  }
}

/**
 * Loads a library to see whether it can be used.
 * @param known what an installer says about its version, and its digest when that was taken already; the digest decides
 *   about the version when it is an official one
 */
export async function probe(
  step: LocateStep,
  path: string,
  known: { readonly version?: string | undefined; readonly digest?: string } = {},
): Promise<Attempt> {
  const digest = known.digest ?? (await digestOfFile(path));
  if (digest === undefined) return { step, status: "absent", detail: `there is no file ${path}`, path };
  try {
    openLibrary(path);
  } catch (error) {
    return { step, status: "unusable", detail: messageOf(error), path };
  }
  const version = versionOfDigest(digest) ?? known.version;
  const named = version ?? `of unknown version (sha256 ${digest.slice(0, 12)})`;
  return { step, status: "found", detail: `LightGBM ${named} at ${path}`, path, version: named };
}

/** The library of an attempt that found one. */
export function locatedBy(attempt: Attempt): LocatedLibrary | undefined {
  if (attempt.status !== "found" || attempt.path === undefined) return undefined;
  return { path: attempt.path, label: `lightgbm ${attempt.version ?? ""}`.trim() };
}
