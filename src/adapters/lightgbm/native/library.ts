import koffi, { type LibraryHandle } from "koffi";
import { externalFailure, messageOf } from "#kernel";
import { openMpCandidates } from "./openmp.js";
import { type Handle, type HandleBox, type LightgbmFunctions, prototypes } from "./signatures.js";

/** A loaded LightGBM library; its last error belongs to the thread that made the call. */
export interface Library {
  readonly path: string;
  readonly functions: LightgbmFunctions;
}

const loaded = new Map<string, Library>();

function loadFirst(paths: readonly string[]): boolean {
  for (const path of paths) {
    try {
      koffi.load(path, { global: true });
      return true;
    } catch {}
  }
  return false;
}

function loadWithOpenMp(path: string): LibraryHandle {
  try {
    return koffi.load(path);
  } catch (error) {
    if (!/gomp|omp/.test(messageOf(error)) || !loadFirst(openMpCandidates())) throw error;
    return koffi.load(path);
  }
}

function bind(path: string): Library {
  const handle = loadWithOpenMp(path);
  const functions = Object.fromEntries(
    Object.entries(prototypes).map(([name, prototype]) => [name, handle.func(prototype)]),
  );
  return { path, functions: functions as unknown as LightgbmFunctions };
}

/** What to do about a library that does not load, from the loader's own words. */
function adviceFor(problem: string): string {
  if (/gomp/.test(problem))
    return "; it needs the OpenMP runtime: install the system package libgomp1 (libgomp on Fedora)";
  if (/libomp/.test(problem)) return "; it needs the OpenMP runtime: brew install libomp";
  return "";
}

/**
 * Loads the library once per thread and binds its functions.
 * @throws ExternalFailure `lightgbm/library-unusable` when the file is no LightGBM 4 library for this computer
 */
export function openLibrary(path: string): Library {
  const present = loaded.get(path);
  if (present !== undefined) return present;
  try {
    const library = bind(path);
    loaded.set(path, library);
    return library;
  } catch (error) {
    const problem = messageOf(error);
    throw externalFailure(
      "lightgbm/library-unusable",
      `${path} cannot be used as the LightGBM library: ${problem}${adviceFor(problem)}`,
      { cause: error, details: { path } },
    );
  }
}

/**
 * Checks what a C call returned.
 * @param doing what was tried, after "could not"
 * @throws ExternalFailure `lightgbm/call-failed` with the library's own message
 */
export function check(library: Library, returned: number, doing: string): void {
  if (returned === 0) return;
  const reason = library.functions.LGBM_GetLastError();
  throw externalFailure("lightgbm/call-failed", `LightGBM could not ${doing}: ${reason}`, { details: { reason } });
}

/** Runs a call that makes a handle. */
export function handleFrom(library: Library, doing: string, call: (out: HandleBox) => number): Handle {
  const box: HandleBox = [null];
  check(library, call(box), doing);
  return box[0]!;
}
