import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { externalFailure, messageOf, sha256 } from "#kernel";
import type { Attempt } from "./attempt.js";
import { cachedPath, writeToCache } from "./cache.js";
import type { LocateSettings } from "./options.js";
import { lightgbmVersion, officialLibrary, type PlatformLibrary } from "./platform.js";
import { probe } from "./probe.js";
import { askPython } from "./python.js";
import { readZipMember } from "./zip.js";

const askTimeoutMs = 20_000;
const downloadTimeoutMs = 600_000;
const requirement = `lightgbm==${lightgbmVersion}`;
const downloadArgs = ["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--quiet", "--quiet"];
const politeArgs = ["--disable-pip-version-check", "--no-input", "--retries", "2", "--timeout", "20"];

/** Says whether a Python with pip is there that could fetch the wheel. */
export async function tryPip(settings: LocateSettings): Promise<Attempt> {
  if (officialLibrary(settings.platform) === undefined) return noWheel(settings.platform);
  const problems: string[] = [];
  for (const python of settings.pythons) {
    const answer = await askPython(python, ["-m", "pip", "--version"], askTimeoutMs);
    if (answer.status === "done") {
      const pip = answer.output.split(" ").slice(0, 2).join(" ");
      return { step: "wheel", status: "available", detail: `${python} with ${pip} can fetch ${requirement}` };
    }
    problems.push(answer.problem);
  }
  return { step: "wheel", status: "absent", detail: problems.join("; ") || "no Python command to try" };
}

function noWheel(platform: string): Attempt {
  return { step: "wheel", status: "absent", detail: `there is no official wheel for ${platform}` };
}

async function libraryFromWheel(folder: string, library: PlatformLibrary): Promise<Buffer> {
  const wheel = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw externalFailure("lightgbm/wheel-damaged", "pip downloaded no wheel");
  const content = readZipMember(await readFile(join(folder, wheel)), library.wheelMember);
  if (sha256(content) === library.sha256) return content;
  throw externalFailure(
    "lightgbm/wheel-damaged",
    `the library in ${wheel} is not the official one: its sha256 differs`,
  );
}

async function fetchWith(python: string, library: PlatformLibrary, target: string): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "driftloop-wheel-"));
  try {
    const args = [...downloadArgs, ...politeArgs, "--dest", folder, requirement];
    const answer = await askPython(python, args, downloadTimeoutMs);
    if (answer.status === "failed") return answer.problem;
    await writeToCache(target, await libraryFromWheel(folder, library));
    return undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Fetches the official wheel with pip and puts its library into the cache. The wheel is only unpacked, never installed.
 * @param onProgress gets one line before each download
 */
export async function tryWheel(settings: LocateSettings, onProgress: (line: string) => void): Promise<Attempt> {
  const library = officialLibrary(settings.platform);
  if (library === undefined) return noWheel(settings.platform);
  const target = cachedPath(settings, library);
  const problems: string[] = [];
  for (const python of settings.pythons) {
    onProgress(`fetching the LightGBM ${lightgbmVersion} library with ${python} -m pip (once, about 4 MB)`);
    const problem = await fetchWith(python, library, target);
    if (problem === undefined) return probe("wheel", target);
    problems.push(problem);
  }
  return { step: "wheel", status: "unusable", detail: problems.join("; ") || "no Python command to try" };
}
