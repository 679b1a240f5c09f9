import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { externalFailure, messageOf } from "#kernel";
import { libraryPins, lightgbmVersion } from "./pins.js";
import { extractFromWheel } from "./wheel.js";

/** Where the library may be found; what is left out has a default. */
export interface LocatorOptions {
  /** A library to use before any other. */
  readonly libraryPath?: string | undefined;
  /** Folder for what is fetched once; default `~/.cache/driftloop`. */
  readonly cacheFolder?: string | undefined;
  /** Whether missing may be fetched; default true. */
  readonly fetch?: boolean | undefined;
  /** Name of the Python interpreter; default `python3`. */
  readonly python?: string | undefined;
}

/** One way to the library and what came of it. */
export interface LocatorStep {
  readonly way: "LIGHTGBM_LIB" | "cache" | "wheel" | "installed";
  readonly found: boolean;
  /** What is there, or why not. */
  readonly detail: string;
  readonly path: string | null;
}

const run = promisify(execFile);

const platformName = `${process.platform}-${process.arch}`;

function cachedPath(options: LocatorOptions): string {
  const root = options.cacheFolder ?? join(homedir(), ".cache", "driftloop");
  const fileName = libraryPins[platformName]?.fileName ?? "lib_lightgbm.so";
  return join(root, "lightgbm", `${lightgbmVersion}-${platformName}`, fileName);
}

const digestOfBytes = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

function fromSetting(options: LocatorOptions): LocatorStep {
  const path = options.libraryPath ?? null;
  if (path === null || path === "") return { way: "LIGHTGBM_LIB", found: false, detail: "not set", path: null };
  const found = existsSync(path);
  return { way: "LIGHTGBM_LIB", found, detail: found ? path : `${path} does not exist`, path: found ? path : null };
}

function fromCache(options: LocatorOptions): LocatorStep {
  const path = cachedPath(options);
  if (!existsSync(path)) return { way: "cache", found: false, detail: `${path} is not there`, path: null };
  const pin = libraryPins[platformName];
  if (pin !== undefined && digestOfBytes(readFileSync(path)) !== pin.digest) {
    return { way: "cache", found: false, detail: `${path} is damaged (its SHA-256 is not the pinned one)`, path: null };
  }
  return { way: "cache", found: true, detail: path, path };
}

function writeToCache(library: Buffer, path: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  const partial = `${path}.${randomUUID()}`;
  writeFileSync(partial, library);
  renameSync(partial, path);
}

async function fromWheel(options: LocatorOptions): Promise<LocatorStep> {
  const pin = libraryPins[platformName];
  if (pin === undefined) {
    return { way: "wheel", found: false, detail: `there is no official library for ${platformName}`, path: null };
  }
  const folder = mkdtempSync(join(tmpdir(), "driftloop-lightgbm-"));
  try {
    const what = ["download", "--quiet", "--no-deps", "--only-binary=:all:", `lightgbm==${lightgbmVersion}`];
    await run(options.python ?? "python3", ["-m", "pip", ...what, "--disable-pip-version-check", "--dest", folder]);
    const wheel = readdirSync(folder).find((name) => name.endsWith(".whl")) ?? "";
    const library = extractFromWheel(readFileSync(join(folder, wheel)), pin.fileName);
    if (digestOfBytes(library) !== pin.digest) {
      return { way: "wheel", found: false, detail: `${wheel} holds another library than the pinned one`, path: null };
    }
    writeToCache(library, cachedPath(options));
    return { way: "wheel", found: true, detail: `fetched ${wheel}`, path: cachedPath(options) };
  } catch (error) {
    return { way: "wheel", found: false, detail: messageOf(error).trim().split("\n").at(-1)!, path: null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const pythonQuestion =
  "import importlib.metadata as m, lightgbm.libpath as l; print(m.version('lightgbm')); print((getattr(l, 'find_lib_path', None) or l._find_lib_path)()[0])";

async function fromPython(options: LocatorOptions): Promise<LocatorStep> {
  try {
    const { stdout } = await run(options.python ?? "python3", ["-c", pythonQuestion]);
    const [version, path] = stdout.trim().split("\n");
    if (path === undefined || !version!.startsWith("4.")) {
      return { way: "installed", found: false, detail: `Python has LightGBM ${version}; 4.x is needed`, path: null };
    }
    return { way: "installed", found: true, detail: `LightGBM ${version} of Python: ${path}`, path };
  } catch {
    return { way: "installed", found: false, detail: "no LightGBM in Python, Homebrew or conda", path: null };
  }
}

function fromPackageManager(): LocatorStep {
  const places = ["/opt/homebrew/lib", "/usr/local/lib", "/usr/lib", join(homedir(), "miniconda3", "lib")];
  const path = places
    .flatMap((place) => [join(place, "lib_lightgbm.so"), join(place, "lib_lightgbm.dylib")])
    .find(existsSync);
  const found = path !== undefined;
  return {
    way: "installed",
    found,
    detail: found ? path : "no LightGBM in Python, Homebrew or conda",
    path: path ?? null,
  };
}

/**
 * Every way to the library in order, up to the first that leads there.
 * @returns the steps that were tried; the last is found, or none is
 */
export async function describeLightgbm(options: LocatorOptions): Promise<readonly LocatorStep[]> {
  const steps: LocatorStep[] = [];
  const ways: (() => Promise<LocatorStep> | LocatorStep)[] = [
    () => fromSetting(options),
    () => fromCache(options),
    ...(options.fetch === false ? [] : [() => fromWheel(options)]),
    () => fromPython(options),
    () => fromPackageManager(),
  ];
  for (const way of ways) {
    steps.push(await way());
    if (steps.at(-1)!.found) break;
  }
  return steps;
}

/**
 * The path of the LightGBM library, fetched if need be.
 * @throws ExternalFailure `lightgbm/library-not-found`, naming the four ways to provide it
 */
export async function ensureLightgbm(options: LocatorOptions): Promise<string> {
  const steps = await describeLightgbm(options);
  const found = steps.at(-1);
  if (found?.found === true && found.path !== null) return found.path;
  const tried = steps.map(({ way, detail }) => `  ${way}: ${detail}`).join("\n");
  throw externalFailure(
    "lightgbm/library-not-found",
    `the LightGBM library was not found. Tried:\n${tried}\nAny of these helps: set LIGHTGBM_LIB to the library's path · run \`driftloop doctor --fetch\` with network access and Python's pip · put the library into ${cachedPath(options)} · install it with pip, Homebrew or conda (version ${lightgbmVersion})`,
    { details: { steps } },
  );
}
