import { createLake, verifyLake } from "#adapters/lake";
import { createMemoryManifestStore } from "#adapters/memory";
import { createSqliteManifestStore, openMetadata } from "#adapters/sqlite";
import { type Clock, createIds, digestOf, sha256 } from "#kernel";
import { type ManifestStore, type TableChange, tableChanges, type TableStore, type WrittenFile } from "#relation";
import { existsSync, renameSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../conformance/temporary-folder.js";

const root = temporaryFolder();
let lakes = 0;

interface Fixture {
  readonly folder: string;
  readonly store: TableStore;
  readonly manifests: ManifestStore;
  readonly clock: { nowMs: number } & Clock;
}

function fixture(manifests: ManifestStore, folder = join(root, `lake-${(lakes += 1)}`)): Fixture {
  const clock = { nowMs: Date.parse("2026-01-01T00:00:00Z"), now: (): number => clock.nowMs };
  const ids = createIds({ now: () => Date.now() });
  return { folder, manifests, clock, store: createLake(folder, { manifests, clock, ids }) };
}

/** The lake never looks inside a file, so plain bytes stand for Parquet here. */
async function written(store: TableStore, content: string, table = "raw"): Promise<WrittenFile> {
  const path = await store.newFile(table);
  writeFileSync(path, content);
  return { path, rowCount: content.length, sizeBytes: Buffer.byteLength(content) };
}

const fields = [{ name: "age", type: "number" }] as const;

async function commit(store: TableStore, operation: string, change: Partial<TableChange> = {}) {
  const add = change.add ?? [await written(store, operation)];
  return store.commit("raw", { operation, fields, ...change, add });
}

const names = (files: readonly { readonly path: string }[]): readonly string[] =>
  files.map((file) => basename(file.path));

const stores = {
  memory: async () => createMemoryManifestStore(),
  SQLite: async () => createSqliteManifestStore(await openMetadata(join(root, `metadata-${(lakes += 1)}.sqlite`))),
};

describe.each(Object.entries(stores))("TableStore in files with manifests in %s", (_, createManifests) => {
  const create = async (): Promise<Fixture> => fixture(await createManifests());

  it("is empty at version 0 when a table was never written", async () => {
    const { store } = await create();
    expect(await store.snapshot("raw")).toMatchObject({ version: 0, files: [], fields: [], rowCount: 0 });
    expect(await store.versions("raw")).toEqual([]);
    expect(await store.tables()).toEqual([]);
  });

  it("shows a file with its digest once it is committed, not before", async () => {
    const { store } = await create();
    const file = await written(store, "hello");
    expect((await store.snapshot("raw")).version).toBe(0);
    const version = await commit(store, "one", { add: [file], summary: { run: "r1" } });
    expect(version).toMatchObject({ version: 1, rowCount: 5, dataChange: true, summary: { run: "r1" } });
    expect(version.added).toEqual([{ ...file, digest: sha256("hello") }]);
    const snapshot = await store.snapshot("raw");
    expect(snapshot).toMatchObject({ version: 1, rowCount: 5, fields, digest: digestOf([sha256("hello")]) });
    expect(snapshot.files).toEqual(version.added);
    expect(await store.tables()).toEqual(["raw"]);
  });

  it("changes nothing when an operation is committed again, and deletes the files written for it", async () => {
    const { store } = await create();
    const first = await commit(store, "one");
    const again = await written(store, "one, written again");
    expect(await commit(store, "one", { add: [again] })).toEqual(first);
    expect(existsSync(again.path)).toBe(false);
    expect((await store.snapshot("raw")).files).toEqual(first.added);
    expect(await verifyLake(store)).toEqual([]);
  });

  it("keeps the files when exactly the same commit is repeated", async () => {
    const { store } = await create();
    const file = await written(store, "one");
    const first = await commit(store, "one", { add: [file] });
    expect(await commit(store, "one", { add: [file] })).toEqual(first);
    expect(await verifyLake(store)).toEqual([]);
  });

  it("gives the table as it was at a version or an instant", async () => {
    const { store, clock } = await create();
    const first = await commit(store, "one");
    clock.nowMs += 60_000;
    const second = await commit(store, "two", { remove: [first.added[0]!.path] });
    const at = (instant: string) => store.snapshot("raw", { at: instant });
    expect((await store.snapshot("raw", { version: 1 })).files).toEqual(first.added);
    expect((await store.snapshot("raw", { version: 0 })).files).toEqual([]);
    expect((await store.snapshot("raw")).files).toEqual(second.added);
    expect((await at("2025-12-31T23:59:59Z")).version).toBe(0);
    expect((await at("2026-01-01T00:00:00Z")).version).toBe(1);
    expect((await at("2026-01-01T01:00:59+01:00")).version).toBe(1);
    expect((await at("2026-01-01T00:01:00.000Z")).version).toBe(2);
    await expect(store.snapshot("raw", { version: 3 })).rejects.toMatchObject({ code: "lake/version-not-found" });
    await expect(at("yesterday")).rejects.toMatchObject({ code: "lake/instant" });
  });

  it("keeps versions in order of time when the clock is set back", async () => {
    const { store, clock } = await create();
    const first = await commit(store, "one");
    clock.nowMs -= 3_600_000;
    expect((await commit(store, "two")).committedAt).toBe(first.committedAt);
  });

  it("refuses a file that is missing, torn, foreign or already in the table, changing nothing", async () => {
    const { store, folder } = await create();
    const first = await commit(store, "one");
    const torn = await written(store, "whole file");
    truncateSync(torn.path, 4);
    const outside = join(folder, "outside.parquet");
    writeFileSync(outside, "x");
    const refused = async (path: string, code: string): Promise<void> => {
      const attempt = commit(store, "two", { add: [{ path, rowCount: 1, sizeBytes: path === outside ? 1 : 10 }] });
      await expect(attempt).rejects.toMatchObject({ code });
    };
    await refused(await store.newFile("raw"), "lake/file-incomplete");
    await refused(torn.path, "lake/file-incomplete");
    await refused(outside, "lake/file-outside");
    await refused(join(folder, "raw", "..", "..", "x.parquet"), "lake/file-outside");
    await refused(await store.newFile("features"), "lake/file-outside");
    const known = commit(store, "two", { add: [{ ...first.added[0]! }] });
    await expect(known).rejects.toMatchObject({ code: "lake/file-known" });
    expect((await store.snapshot("raw")).version).toBe(1);
  });

  it("keeps the types of columns and takes new ones", async () => {
    const { store } = await create();
    await commit(store, "one");
    const wider = await commit(store, "two", { fields: [{ name: "plan", type: "text" }] });
    expect(wider.fields).toEqual([...fields, { name: "plan", type: "text" }]);
    for (const [type, code] of [["text", "lake/schema-changed"]] as const) {
      await expect(commit(store, "three", { fields: [{ name: "age", type }] })).rejects.toMatchObject({ code });
    }
    const twice = commit(store, "three", { fields: [...fields, ...fields] });
    await expect(twice).rejects.toMatchObject({ code: "lake/schema-changed" });
  });

  it("refuses a commit that expects another version", async () => {
    const { store } = await create();
    await commit(store, "one", { expectedVersion: 0 });
    const late = commit(store, "two", { expectedVersion: 0 });
    await expect(late).rejects.toMatchObject({ kind: "Conflict", code: "lake/version-moved" });
    expect((await commit(store, "three", { expectedVersion: 1 })).version).toBe(2);
  });

  it("refuses to remove a file that has left the table", async () => {
    const { store } = await create();
    const [file] = (await commit(store, "one")).added;
    await commit(store, "two", { remove: [file!.path] });
    const again = commit(store, "three", { remove: [file!.path] });
    await expect(again).rejects.toMatchObject({ kind: "Conflict", code: "lake/file-gone" });
  });

  it("keeps every commit of writers that race", async () => {
    const { store } = await create();
    const operations = Array.from({ length: 12 }, (_, index) => `op-${index}`);
    const versions = await Promise.all(operations.map(async (operation) => commit(store, operation)));
    expect(versions.map((version) => version.version).sort((a, b) => a - b)).toEqual(operations.map((_, i) => i + 1));
    expect((await store.snapshot("raw")).files).toHaveLength(12);
  });

  it.each(["", "Raw", "raw/x", "..", "1a", "raw-x", "a.b"])("refuses the table name '%s'", async (table) => {
    const { store } = await create();
    await expect(store.newFile(table)).rejects.toMatchObject({ code: "lake/table-name" });
    await expect(store.snapshot(table)).rejects.toMatchObject({ code: "lake/table-name" });
    await expect(store.commit(table, { operation: "o", fields, add: [] })).rejects.toMatchObject({
      code: "lake/table-name",
    });
  });

  it("stays whole when the folder is moved", async () => {
    const { store, folder, manifests } = await create();
    await commit(store, "one");
    const moved = `${folder}-moved`;
    renameSync(folder, moved);
    const there = fixture(manifests, moved);
    expect((await there.store.snapshot("raw")).files[0]!.path.startsWith(moved)).toBe(true);
    expect(await verifyLake(there.store)).toEqual([]);
  });

  it("removes only old files that no version names", async () => {
    const { store } = await create();
    const [kept] = (await commit(store, "one")).added;
    const [left] = (await commit(store, "two", { remove: [kept!.path] })).added;
    const old = await written(store, "orphan");
    const young = await written(store, "in progress");
    const hourAgo = Date.now() / 1000 - 3600;
    for (const file of [kept!, left!, old]) utimesSync(file.path, hourAgo, hourAgo);
    expect(await store.removeOrphans(60_000)).toEqual([old.path]);
    expect([kept!, left!, old, young].map((file) => existsSync(file.path))).toEqual([true, true, false, true]);
    expect(await verifyLake(store)).toEqual([]);
  });

  it("feeds the files that changed between versions, leaving compaction out", async () => {
    const { store } = await create();
    const one = (await commit(store, "one")).added;
    const two = (await commit(store, "two")).added;
    await commit(store, "compact", { remove: [...one, ...two].map((file) => file.path), dataChange: false });
    const four = (await commit(store, "four")).added;
    expect(names((await tableChanges(store, "raw", 0)).added)).toEqual(names([...one, ...two, ...four]));
    expect(await tableChanges(store, "raw", 1, 3)).toMatchObject({
      fromVersion: 1,
      toVersion: 3,
      added: two,
      removed: [],
    });
    expect((await tableChanges(store, "raw", 4)).added).toEqual([]);
    await expect(tableChanges(store, "raw", 9)).rejects.toMatchObject({ code: "lake/version-not-found" });
  });
});

it("a lake tells its folder when a file is in the way", async () => {
  const { store, folder } = fixture(createMemoryManifestStore());
  writeFileSync(folder, "not a folder");
  await expect(store.newFile("raw")).rejects.toMatchObject({
    kind: "ExternalFailure",
    code: "lake/unreachable",
    message: expect.stringContaining(folder) as string,
  });
});

it("a lake notices that its manifests were replaced by others, as after a restore", async () => {
  let present = createMemoryManifestStore();
  const older = present;
  const { store } = fixture({
    find: (table, operation) => present.find(table, operation),
    append: (next) => present.append(next),
    versions: (table, range) => present.versions(table, range),
    tables: () => present.tables(),
    expired: () => present.expired(),
    expire: (paths, at) => present.expire(paths, at),
  });
  const first = await commit(store, "one");
  present = createMemoryManifestStore();
  for (const version of older.versions("raw")) present.append(version);
  await commit(store, "two");
  await commit(store, "three");
  present = older;
  expect((await store.snapshot("raw")).files).toEqual(first.added);
  await commit(store, "four");
  expect((await store.versions("raw")).map((version) => version.operation)).toEqual(["one", "four"]);
});

describe("verifyLake", () => {
  it("reports missing, torn and changed files and whether the newest version needs them", async () => {
    const { store } = fixture(createMemoryManifestStore());
    const [gone] = (await commit(store, "gone")).added;
    const [torn] = (await commit(store, "torn", { remove: [gone!.path] })).added;
    const [changed] = (await commit(store, "changed")).added;
    await commit(store, "sound");
    renameSync(gone!.path, `${gone!.path}.away`);
    truncateSync(torn!.path, 2);
    writeFileSync(changed!.path, "CHANGED");
    expect(await verifyLake(store)).toEqual([
      { table: "raw", path: gone!.path, kind: "missing", isLive: false },
      { table: "raw", path: torn!.path, kind: "torn", isLive: true },
      { table: "raw", path: changed!.path, kind: "changed", isLive: true },
    ]);
  });
});
