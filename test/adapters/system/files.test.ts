import { createArtifactStore, systemClock, writeFileDurably } from "#adapters/system";
import { sha256 } from "#kernel";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { artifactStoreConformance } from "../../conformance/artifact-store.js";
import { temporaryFolder } from "../../conformance/temporary-folder.js";

const folder = temporaryFolder();
let stores = 0;
const storeFolder = (): string => join(folder, `store-${(stores += 1)}`, "artifacts");

describe("ArtifactStore in files", () => {
  artifactStoreConformance(async () => createArtifactStore(storeFolder()));

  it("refuses bytes that do not match their name, and heals them when they are stored again", async () => {
    const store = createArtifactStore(storeFolder());
    const digest = await store.put("model");
    writeFileSync(store.pathOf(digest), "m0del");
    await expect(store.get(digest)).rejects.toMatchObject({ kind: "ExternalFailure", code: "artifact/corrupt" });
    await store.put("model");
    expect(new TextDecoder().decode(await store.get(digest))).toBe("model");
  });

  it("says so when an artifact cannot be read", async () => {
    const store = createArtifactStore(storeFolder());
    mkdirSync(store.pathOf(sha256("a folder")), { recursive: true });
    await expect(store.get(sha256("a folder"))).rejects.toMatchObject({ code: "artifact/unreadable" });
  });

  it("refuses a name that could lead out of the folder", () => {
    const store = createArtifactStore(storeFolder());
    for (const name of ["../secret", "", sha256("a").toUpperCase(), `${sha256("a")}/x`]) {
      expect(() => store.pathOf(name)).toThrow(expect.objectContaining({ code: "artifact/digest" }));
    }
  });

  it("lists artifacts only, when killed writers left parts behind", async () => {
    const place = storeFolder();
    const store = createArtifactStore(place);
    const digest = await store.put("model");
    writeFileSync(join(place, `.${digest}.x.partial`), "mo");
    expect(await store.list()).toEqual([digest]);
  });
});

describe("writeFileDurably", () => {
  it("replaces a file and leaves nothing else in the folder", async () => {
    const path = join(folder, "a", "b", "report.html");
    await writeFileDurably(path, "old");
    await writeFileDurably(path, new TextEncoder().encode("new"));
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(readdirSync(join(folder, "a", "b"))).toEqual(["report.html"]);
  });

  it("tells the path and leaves no part behind when the place is taken by a folder", async () => {
    const path = join(folder, "taken", "inner");
    mkdirSync(join(path, "occupied"), { recursive: true });
    await expect(writeFileDurably(path, "x")).rejects.toMatchObject({
      code: "file/write-failed",
      message: expect.stringContaining(path) as string,
    });
    expect(readdirSync(join(folder, "taken"))).toEqual(["inner"]);
  });
});

describe("systemClock", () => {
  it("agrees with the computer's time", () => {
    const before = Date.now();
    const now = systemClock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });
});
