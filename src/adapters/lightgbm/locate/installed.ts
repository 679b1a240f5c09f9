import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Attempt } from "./attempt.js";
import type { LocateSettings } from "./options.js";
import { libraryFileNames } from "./platform.js";
import { digestOfFile, probe } from "./probe.js";
import { askPython } from "./python.js";

const askTimeoutMs = 20_000;

// Finds the package without importing it: nothing of it is run.
const question = [
  "import importlib.metadata as m, importlib.util as u, os, sys",
  "s = u.find_spec('lightgbm')",
  "print(os.path.dirname(s.origin) if s and s.origin else '')",
  "print(m.version('lightgbm') if s else '')",
  "print(sys.prefix)",
].join("\n");

interface Candidate {
  readonly folder: string;
  readonly version: string | undefined;
}

async function foldersOfPython(python: string): Promise<Candidate[]> {
  const answer = await askPython(python, ["-c", question], askTimeoutMs);
  if (answer.status === "failed") return [];
  const [folder = "", version = "", prefix = ""] = answer.output.split(/\r?\n/).slice(-3);
  const inPackage = folder === "" ? [] : ["lib", "bin", "."].map((name) => join(folder, name));
  return [...inPackage, join(prefix, "lib")].map((place) => ({ folder: place, version: version || undefined }));
}

/** Homebrew keeps the version in the folder's real path. */
async function folderWithVersion(folder: string): Promise<Candidate> {
  const real = await realpath(folder).catch(() => folder);
  return { folder, version: /lightgbm[/\\](\d+\.\d+(?:\.\d+)?)/.exec(real)?.[1] };
}

async function probeFolder({ folder, version }: Candidate): Promise<Attempt | undefined> {
  for (const name of libraryFileNames) {
    const path = join(folder, name);
    const digest = await digestOfFile(path);
    if (digest === undefined) continue;
    if (version !== undefined && !version.startsWith("4.")) {
      return {
        step: "installed",
        status: "unusable",
        detail: `${path} is LightGBM ${version}; version 4 is needed`,
        path,
      };
    }
    return probe("installed", path, { version, digest });
  }
  return undefined;
}

/** Looks for a LightGBM 4 that Python, Homebrew or conda has installed. */
export async function tryInstalled(settings: LocateSettings): Promise<Attempt> {
  const places = await Promise.all([
    ...settings.pythons.map(foldersOfPython),
    ...settings.installedFolders.map(async (folder) => [await folderWithVersion(folder)]),
  ]);
  let unusable: Attempt | undefined;
  for (const place of places.flat()) {
    const attempt = await probeFolder(place);
    if (attempt?.status === "found") return attempt;
    unusable ??= attempt;
  }
  return (
    unusable ?? { step: "installed", status: "absent", detail: "no LightGBM of Python, Homebrew or conda is installed" }
  );
}
