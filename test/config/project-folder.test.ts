import { loadProjectFolder, projectFileName, readEnvironment } from "#config";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";

const root = temporaryFolder();
const text = `name: shop
data:
  source: shop.csv
  label: { column: y, positive: "1" }
  columns: { x: { type: number }, y: { type: category } }
features: [x]
`;

function newFolder(name: string, content?: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  if (content !== undefined) writeFileSync(join(folder, projectFileName), content);
  return folder;
}

describe("loadProjectFolder", () => {
  test("reads the project of a folder, or of the file itself under any name", () => {
    const folder = newFolder("project", text);
    const other = join(folder, "other.yaml");
    writeFileSync(other, text.replace("shop", "other"));

    expect(loadProjectFolder(folder)).toMatchObject({ folder, config: { name: "shop" } });
    expect(loadProjectFolder(other)).toMatchObject({ folder, config: { name: "other" } });
  });

  test("says what to do where there is no project", () => {
    expect(() => loadProjectFolder(newFolder("empty"))).toThrow(
      expect.objectContaining({
        kind: "NotFound",
        code: "config/no-project",
        message: expect.stringContaining("driftloop init"),
      }),
    );
    expect(() => loadProjectFolder(join(root, "nowhere"))).toThrow(
      expect.objectContaining({ code: "config/no-project" }),
    );
  });

  test("refuses a folder in the place of the file", () => {
    const folder = newFolder("odd");
    mkdirSync(join(folder, projectFileName));

    expect(() => loadProjectFolder(folder)).toThrow(expect.objectContaining({ code: "config/not-a-file" }));
  });

  test("names the file in what is wrong with it", () => {
    const folder = newFolder("wrong", text.replace("shop", "Shop"));

    expect(() => loadProjectFolder(folder)).toThrow(/^driftloop\.yaml:1:1: name: /);
  });
});

describe("readEnvironment", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("gives the settings from outside and who the user is", () => {
    vi.stubEnv("LIGHTGBM_LIB", "/opt/lib_lightgbm.so");
    vi.stubEnv("DRIFTLOOP_CACHE", undefined);
    vi.stubEnv("USER", undefined);
    vi.stubEnv("USERNAME", "ada");

    expect(readEnvironment()).toMatchObject({
      lightgbmLibrary: "/opt/lib_lightgbm.so",
      cacheFolder: undefined,
      user: "ada",
    });
  });

  test("gives the value a reference names, and null when there is none", () => {
    vi.stubEnv("SMTP_URL", " smtp://localhost ");
    vi.stubEnv("EMPTY", "");
    const { secret } = readEnvironment();

    expect([secret("env:SMTP_URL"), secret("env:EMPTY"), secret("env:NOT_SET_ANYWHERE")]).toEqual([
      "smtp://localhost",
      null,
      null,
    ]);
  });
});
