import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Attempt } from "./attempt.js";
import type { LocateSettings } from "./options.js";
import { lightgbmVersion, officialLibrary, type PlatformLibrary } from "./platform.js";
import { digestOfFile, probe } from "./probe.js";

/** Where the cache keeps the official library. */
export function cachedPath(settings: LocateSettings, library: PlatformLibrary): string {
  return join(settings.cacheFolder, "lightgbm", `${lightgbmVersion}-${library.platform}`, library.fileName);
}

/** Looks into the cache; a file with other bytes than the official ones is never loaded. */
export async function tryCache(settings: LocateSettings): Promise<Attempt> {
  const library = officialLibrary(settings.platform);
  if (library === undefined) {
    return { step: "cache", status: "absent", detail: `there is no official library for ${settings.platform}` };
  }
  const path = cachedPath(settings, library);
  const digest = await digestOfFile(path);
  if (digest === undefined) return { step: "cache", status: "absent", detail: `nothing at ${path} yet`, path };
  if (digest !== library.sha256) {
    return {
      step: "cache",
      status: "unusable",
      detail: `${path} is damaged: its sha256 is not the official one`,
      path,
    };
  }
  return probe("cache", path, { digest });
}

/** Puts the library into the cache so that other processes see all of it or nothing. */
export async function writeToCache(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(unfinished, content, { mode: 0o755, flush: true });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
