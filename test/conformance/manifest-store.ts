import type { ManifestStore, TableVersion } from "#relation";
import { expect, it } from "vitest";

/** A manifest with one file. */
export function manifest(version: number, change: Partial<TableVersion> = {}): TableVersion {
  return {
    table: "raw",
    version,
    committedAt: `2026-01-0${version}T00:00:00.000Z`,
    operation: `op-${version}`,
    dataChange: true,
    fields: [{ name: "age", type: "number" }],
    added: [{ path: `raw/${version}.parquet`, rowCount: 2, sizeBytes: 10, digest: `d${version}` }],
    removed: [],
    rowCount: 2 * version,
    summary: { source: "ä\u0000b", list: [1, null, { deep: true }] },
    ...change,
  };
}

/** What every ManifestStore does. */
export function manifestStoreConformance(create: () => Promise<ManifestStore>): void {
  it("gives back the versions it was given, oldest first, when there are several", async () => {
    const store = await create();
    const versions = [manifest(1), manifest(2, { dataChange: false, removed: manifest(1).added }), manifest(3)];
    expect(versions.map((version) => store.append(version))).toEqual([true, true, true]);
    expect(store.versions("raw")).toEqual(versions);
    expect(store.versions("raw", { after: 1 })).toEqual(versions.slice(1));
    expect(store.versions("raw", { after: 3 })).toEqual([]);
    expect(store.versions("other")).toEqual([]);
  });

  it("changes nothing when the version exists already", async () => {
    const store = await create();
    store.append(manifest(1));
    expect(store.append(manifest(1, { operation: "another" }))).toBe(false);
    expect(store.versions("raw")).toEqual([manifest(1)]);
  });

  it("changes nothing when the operation exists already", async () => {
    const store = await create();
    store.append(manifest(1));
    expect(store.append(manifest(2, { operation: "op-1" }))).toBe(false);
    expect(store.versions("raw")).toEqual([manifest(1)]);
  });

  it("refuses a version that leaves a gap", async () => {
    const store = await create();
    store.append(manifest(1));
    expect(() => store.append(manifest(3))).toThrow(expect.objectContaining({ code: "lake/version-gap" }));
    expect(store.versions("raw")).toEqual([manifest(1)]);
  });

  it("keeps tables apart when they use the same operation", async () => {
    const store = await create();
    expect(store.tables()).toEqual([]);
    expect(store.append(manifest(1))).toBe(true);
    expect(store.append(manifest(1, { table: "features" }))).toBe(true);
    expect(store.tables()).toEqual(["features", "raw"]);
    expect(store.find("features", "op-1")).toEqual(manifest(1, { table: "features" }));
    expect(store.find("features", "op-2")).toBeUndefined();
  });

  it("notes files whose bytes were given up, and keeps their manifests", async () => {
    const store = await create();
    store.append(manifest(1));
    expect(store.expired()).toEqual(new Set());
    store.expire(["raw/1.parquet", "raw/2.parquet"], "2026-02-01T00:00:00.000Z");
    store.expire(["raw/1.parquet"], "2026-03-01T00:00:00.000Z");
    expect(store.expired()).toEqual(new Set(["raw/1.parquet", "raw/2.parquet"]));
    expect(store.versions("raw")).toEqual([manifest(1)]);
  });
}
