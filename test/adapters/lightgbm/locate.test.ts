import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeLightgbm, ensureLightgbm } from "#adapters/lightgbm";
import { sha256 } from "#kernel";
import { officialLibrary } from "#src/adapters/lightgbm/locate/platform.js";
import { zipOf } from "./zip-of.js";

const platform = `${process.platform}-${process.arch}`;
const official = officialLibrary(platform)!;
const nowhere = { libraryPath: undefined, pythons: ["no-such-python"], installedFolders: [] };

describe("locating the LightGBM library", () => {
  let folder: string;
  let cacheFolder: string;
  let real: string;
  let cached: string;
  beforeEach(async () => {
    real = await ensureLightgbm({});
    folder = await mkdtemp(join(tmpdir(), "locate-"));
    cacheFolder = join(folder, "cache");
    cached = join(cacheFolder, "lightgbm", `4.7.0-${platform}`, official.fileName);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A Python whose pip "downloads" a wheel that holds `content` as the library. */
  async function pythonWithWheel(content: Uint8Array): Promise<string> {
    const wheel = join(folder, "lightgbm-4.7.0-py3-none-any.whl");
    await writeFile(
      wheel,
      zipOf([
        ["lightgbm/VERSION.txt", Buffer.from("4.7.0")],
        [official.wheelMember, content],
      ]),
    );
    return script(`case "$*" in *download*) ;; *) exit 1;; esac
while [ "$1" != --dest ]; do shift; done
cp '${wheel}' "$2"
`);
  }

  async function script(body: string): Promise<string> {
    const path = join(folder, `python-${sha256(body).slice(0, 8)}`);
    await writeFile(path, `#!/bin/sh\n${body}`);
    await chmod(path, 0o755);
    return path;
  }

  async function link(target: string, path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await symlink(target, path);
  }

  it("uses the given path before any other", async () => {
    const given = join(folder, "given.so");
    await symlink(real, given);
    expect(await ensureLightgbm({ ...nowhere, cacheFolder, libraryPath: given })).toBe(given);
    expect(await describeLightgbm({ ...nowhere, cacheFolder, libraryPath: given })).toMatchObject({
      status: "ready",
      path: given,
      label: "lightgbm 4.7.0",
      platform,
    });
  });

  it("refuses a given path that is no library, names the variable and does not look further", async () => {
    const garbage = join(folder, "garbage.so");
    await writeFile(garbage, "not a library");
    await link(real, cached);
    const bad = ensureLightgbm({ ...nowhere, cacheFolder, libraryPath: garbage });
    await expect(bad).rejects.toMatchObject({ kind: "ExternalFailure", code: "lightgbm/library-unusable" });
    await expect(bad).rejects.toThrow(/LIGHTGBM_LIB .*garbage\.so/);
    const description = await describeLightgbm({ ...nowhere, cacheFolder, libraryPath: garbage });
    expect(description).toMatchObject({ status: "missing" });
    expect(description.attempts[0]).toMatchObject({ step: "given", status: "unusable" });
  });

  it("refuses a given library that is not LightGBM, and a given path with nothing at it", async () => {
    const report = process.report.getReport() as unknown as { readonly sharedObjects: readonly string[] };
    const another = report.sharedObjects.find((path) => /libm\.|libSystem|kernel32/i.test(path))!;
    for (const path of [another, join(folder, "missing.so")]) {
      await expect(ensureLightgbm({ ...nowhere, cacheFolder, libraryPath: path })).rejects.toMatchObject({
        code: "lightgbm/library-unusable",
      });
    }
  });

  it.runIf(process.platform === "linux")("says what to install when the OpenMP runtime is missing", async () => {
    const orphan = join(folder, "orphan.so");
    const bytes = await readFile(real);
    bytes.write("libgomp.so.9", bytes.indexOf("libgomp.so.1"));
    await writeFile(orphan, bytes);
    await expect(ensureLightgbm({ ...nowhere, cacheFolder, libraryPath: orphan })).rejects.toThrow(
      /libgomp\.so\.9.*install the system package libgomp1/,
    );
  });

  it("uses the cache without Python or a connection", async () => {
    await link(real, cached);
    expect(await ensureLightgbm({ ...nowhere, cacheFolder })).toBe(cached);
  });

  it("fetches the wheel into the cache with a progress line, and once only", async () => {
    const python = await pythonWithWheel(await readFile(real));
    const lines: string[] = [];
    const options = { ...nowhere, pythons: ["no-such-python", python], cacheFolder };
    expect(await ensureLightgbm(options, (line) => lines.push(line))).toBe(cached);
    expect(lines.at(-1)).toMatch(/^fetching the LightGBM 4\.7\.0 library with .*python-/);
    expect(sha256(await readFile(cached))).toBe(official.sha256);
    expect(await readdir(dirname(cached))).toEqual([official.fileName]);
    expect(await ensureLightgbm({ ...nowhere, cacheFolder })).toBe(cached);
  });

  it("fetches again over a damaged cached library", async () => {
    const python = await pythonWithWheel(await readFile(real));
    await mkdir(dirname(cached), { recursive: true });
    await writeFile(cached, (await readFile(real)).subarray(0, 100_000));
    const description = await describeLightgbm({ ...nowhere, cacheFolder });
    expect(description.attempts[1]).toMatchObject({ step: "cache", status: "unusable" });
    expect(description.attempts[1]!.detail).toMatch(/is damaged/);
    await ensureLightgbm({ ...nowhere, pythons: [python], cacheFolder });
    expect((await stat(cached)).size).toBe((await stat(real)).size);
  });

  it("lets several fetches at a time end with one whole library", async () => {
    const python = await pythonWithWheel(await readFile(real));
    const options = { ...nowhere, pythons: [python], cacheFolder };
    const paths = await Promise.all([1, 2, 3].map(() => ensureLightgbm(options)));
    expect(new Set(paths)).toEqual(new Set([cached]));
    expect(await readdir(dirname(cached))).toEqual([official.fileName]);
    expect(sha256(await readFile(cached))).toBe(official.sha256);
  });

  it("refuses a wheel whose library is not the official one and keeps nothing of it", async () => {
    const python = await pythonWithWheel(Buffer.from("something else"));
    const fetch = ensureLightgbm({ ...nowhere, pythons: [python], cacheFolder });
    await expect(fetch).rejects.toThrow(/is not the official one: its sha256 differs/);
    await expect(stat(cached)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("uses an installed library when nothing can be fetched", async () => {
    const installed = join(folder, "lightgbm", "4.6.0", "lib");
    await link(real, join(installed, official.fileName));
    const options = { ...nowhere, cacheFolder, installedFolders: [join(folder, "empty"), installed] };
    expect(await ensureLightgbm(options)).toBe(join(installed, official.fileName));
  });

  it("uses the library of a Python package, which it does not run", async () => {
    const prefix = join(folder, "site-packages", "lightgbm");
    await link(real, join(prefix, "lib", official.fileName));
    const python = await script(`case "$1" in -c) printf '${prefix}\\n4.7.0\\n/nowhere\\n';; *) exit 1;; esac\n`);
    expect(await ensureLightgbm({ ...nowhere, pythons: [python], cacheFolder })).toBe(
      join(prefix, "lib", official.fileName),
    );
  });

  it("passes over an installed LightGBM of another major version", async () => {
    const installed = join(folder, "lightgbm", "3.3.5", "lib");
    await link(real, join(installed, official.fileName));
    await expect(ensureLightgbm({ ...nowhere, cacheFolder, installedFolders: [installed] })).rejects.toThrow(
      /is LightGBM 3\.3\.5; version 4 is needed/,
    );
  });

  it("names what was tried and four ways to fix it when nothing works", async () => {
    const missing = ensureLightgbm({ ...nowhere, cacheFolder });
    await expect(missing).rejects.toMatchObject({ kind: "ExternalFailure", code: "lightgbm/library-not-found" });
    await expect(missing).rejects.toThrow(
      /there is no command no-such-python[^]*1\. set LIGHTGBM_LIB[^]*2\. copy the official library[^]*3\. make `python3 -m pip download lightgbm==4\.7\.0`[^]*4\. install LightGBM 4/,
    );
    const description = await describeLightgbm({ ...nowhere, cacheFolder });
    expect(description.status).toBe("missing");
    expect(description.advice).toHaveLength(4);
    expect(description.attempts.map(({ step, status }) => [step, status])).toEqual([
      ["given", "absent"],
      ["cache", "absent"],
      ["wheel", "absent"],
      ["installed", "absent"],
    ]);
  });

  it("describes a library that can be fetched, without fetching it", async () => {
    const python = await script(`case "$*" in *--version*) echo 'pip 23.2.1 from somewhere';; *) exit 1;; esac\n`);
    const description = await describeLightgbm({ ...nowhere, pythons: [python], cacheFolder });
    expect(description.status).toBe("fetchable");
    expect(description.attempts[2]).toMatchObject({ step: "wheel", status: "available" });
    expect(description.attempts[2]!.detail).toMatch(/with pip 23\.2\.1 can fetch lightgbm==4\.7\.0/);
    await expect(stat(cacheFolder)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
