import { type DriftloopError, externalFailure, messageOf } from "#kernel";
import type { Attempt, LocatedLibrary } from "./attempt.js";
import { tryCache } from "./cache.js";
import { tryInstalled } from "./installed.js";
import { type LocateOptions, type LocateSettings, locateSettings } from "./options.js";
import { lightgbmVersion } from "./platform.js";
import { locatedBy, probe } from "./probe.js";
import { tryPip, tryWheel } from "./wheel.js";

/** What `doctor` tells about the library: every place, in the order they are tried. */
export interface LightgbmDescription {
  /** `ready`: training can start now. `fetchable`: it will be fetched at first need. `missing`: see `advice`. */
  readonly status: "ready" | "fetchable" | "missing";
  readonly platform: string;
  readonly path?: string;
  /** Such as `lightgbm 4.7.0`. */
  readonly label?: string;
  readonly attempts: readonly Attempt[];
  /** What to do when it is missing, a way per line. */
  readonly advice: readonly string[];
}

function fixes(settings: LocateSettings): string[] {
  return [
    "set LIGHTGBM_LIB to the path of a LightGBM 4 library (lib_lightgbm.so, .dylib or .dll)",
    `copy the official library ${lightgbmVersion} into ${settings.cacheFolder}/lightgbm/${lightgbmVersion}-${settings.platform}/`,
    `make \`python3 -m pip download lightgbm==${lightgbmVersion}\` work (Python with pip, and a connection), then run \`driftloop doctor --fetch\``,
    "install LightGBM 4 with pip, Homebrew or conda",
  ];
}

async function tryGiven(path: string | undefined): Promise<Attempt> {
  if (path === undefined) return { step: "given", status: "absent", detail: "LIGHTGBM_LIB is not set" };
  return probe("given", path);
}

function givenIsBad(attempt: Attempt): DriftloopError {
  return externalFailure(
    "lightgbm/library-unusable",
    `LIGHTGBM_LIB does not point to a usable LightGBM library: ${attempt.detail}; correct it or unset it`,
    { details: { attempt } },
  );
}

function nothingFound(settings: LocateSettings, attempts: readonly Attempt[]): DriftloopError {
  const tried = attempts.map(({ step, detail }) => `${step}: ${detail}`).join("\n  ");
  const ways = fixes(settings)
    .map((way, index) => `${index + 1}. ${way}`)
    .join("\n  ");
  return externalFailure(
    "lightgbm/library-not-found",
    `the LightGBM library was not found.\n  ${tried}\nFour ways to fix it:\n  ${ways}`,
    { details: { attempts } },
  );
}

/**
 * Finds the library or fetches it: a given path, the cache, the official wheel, an installed LightGBM.
 * @throws ExternalFailure `lightgbm/library-unusable` for a bad given path, `lightgbm/library-not-found`
 */
export async function locateLightgbm(
  options: LocateOptions,
  onProgress: (line: string) => void = () => {},
): Promise<LocatedLibrary> {
  const settings = locateSettings(options);
  const given = await tryGiven(settings.libraryPath);
  if (given.status !== "absent" || settings.libraryPath !== undefined) {
    const located = locatedBy(given);
    if (located === undefined) throw givenIsBad(given);
    return located;
  }
  const attempts: Attempt[] = [given];
  const places = [() => tryCache(settings), () => tryWheel(settings, onProgress), () => tryInstalled(settings)];
  for (const place of places) {
    const attempt = await place();
    const located = locatedBy(attempt);
    if (located !== undefined) return located;
    attempts.push(attempt);
  }
  throw nothingFound(settings, attempts);
}

/**
 * The path of a LightGBM library that loads; fetches it when none is there.
 * @param onProgress gets a line before anything that takes long
 * @throws ExternalFailure `lightgbm/library-unusable` for a bad given path, `lightgbm/library-not-found` with four ways to fix it
 */
export async function ensureLightgbm(options: LocateOptions, onProgress?: (line: string) => void): Promise<string> {
  return (await locateLightgbm(options, onProgress)).path;
}

async function attempt(step: Attempt["step"], work: () => Promise<Attempt>): Promise<Attempt> {
  try {
    return await work();
  } catch (error) {
    return { step, status: "unusable", detail: messageOf(error) };
  }
}

function statusOf(found: Attempt | undefined, attempts: readonly Attempt[]): LightgbmDescription["status"] {
  const isGivenBad = attempts[0]?.status === "unusable" || attempts[0]?.path !== undefined;
  if (isGivenBad && found?.step !== "given") return "missing";
  if (found !== undefined) return "ready";
  return attempts.some(({ status }) => status === "available") ? "fetchable" : "missing";
}

/** Looks into every place without fetching anything; never throws. */
export async function describeLightgbm(options: LocateOptions): Promise<LightgbmDescription> {
  const settings = locateSettings(options);
  const attempts = await Promise.all([
    attempt("given", () => tryGiven(settings.libraryPath)),
    attempt("cache", () => tryCache(settings)),
    attempt("wheel", () => tryPip(settings)),
    attempt("installed", () => tryInstalled(settings)),
  ]);
  const found = attempts.find(({ status }) => status === "found");
  const status = statusOf(found, attempts);
  const located = found === undefined || status !== "ready" ? undefined : locatedBy(found);
  return {
    status,
    platform: settings.platform,
    ...located,
    attempts,
    advice: status === "missing" ? fixes(settings) : [],
  };
}
