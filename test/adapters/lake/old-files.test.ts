import { createLake, expireFiles, unneededFiles, verifyLake } from "#adapters/lake";
import { createMemoryManifestStore } from "#adapters/memory";
import { createIds } from "#kernel";
import * as fc from "fast-check";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../conformance/temporary-folder.js";

const root = temporaryFolder();
const day = 86_400_000;
const start = Date.parse("2026-01-01T00:00:00Z");
const at = (days: number): string => new Date(start + days * day).toISOString();
let made = 0;

/** A table that is replaced (or added to) once a day. */
async function table(steps: readonly ("replace" | "add")[]) {
  made += 1;
  const folder = join(root, `lake-${made}`);
  mkdirSync(folder);
  let now = start;
  const clock = { now: () => now };
  const manifests = createMemoryManifestStore();
  const store = createLake(folder, { manifests, clock, ids: createIds(clock) });
  for (const [place, step] of steps.entries()) {
    const path = await store.newFile("features");
    writeFileSync(path, `rows of day ${place}`);
    const remove = step === "replace" ? (await store.snapshot("features")).files.map((file) => file.path) : [];
    const add = [{ path, rowCount: 1, sizeBytes: `rows of day ${place}`.length }];
    await store.commit("features", { operation: `day ${place}`, fields: [{ name: "n", type: "number" }], add, remove });
    now += day;
  }
  return { folder, manifests, store };
}

it("gives up files of replaced versions, keeps those a lineage names, and says so when a version is asked for", async () => {
  const { folder, manifests, store } = await table(["add", "replace", "replace", "replace"]);
  const files = unneededFiles(manifests, { since: at(100), byTable: { features: [2] } });
  expect(files).toHaveLength(2);
  await expireFiles(folder, manifests, files, at(100));
  expect(await verifyLake(store, manifests.expired())).toEqual([]);
  await expect(store.snapshot("features", { version: 1 })).rejects.toMatchObject({ code: "lake/version-expired" });
  for (const version of [2, 4]) {
    const { files: kept } = await store.snapshot("features", { version });
    expect(kept.every(({ path }) => existsSync(path))).toBe(true);
  }
  expect(unneededFiles(manifests, { since: at(100), byTable: { features: [2] } })).toEqual([]);
});

it("what was noted and not deleted, because a process ended in between, goes the next time", async () => {
  const { folder, manifests, store } = await table(["add", "replace"]);
  const files = unneededFiles(manifests, { since: at(100), byTable: {} });
  manifests.expire(
    files.map(({ path }) => path),
    at(100),
  );
  expect(await verifyLake(store, manifests.expired())).toEqual([]);
  expect(existsSync(join(folder, files[0]!.path))).toBe(true);
  await expireFiles(folder, manifests, [], at(101));
  expect(existsSync(join(folder, files[0]!.path))).toBe(false);
});

it("in any history, every version that was the newest since then and every named one stays readable", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("add" as const, "replace" as const), { minLength: 1, maxLength: 8 }),
      fc.double({ min: -1, max: 10, noNaN: true }),
      fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 2 }),
      async (steps, since, named) => {
        const { folder, manifests, store } = await table(steps);
        const wanted = named.filter((version) => version <= steps.length);
        const needed = { since: at(since), byTable: { features: wanted } };
        await expireFiles(folder, manifests, unneededFiles(manifests, needed), at(20));
        const readable = steps
          .map((_, place) => place + 1)
          .filter((version) => version === steps.length || version >= since || wanted.includes(version));
        for (const version of readable) {
          const { files } = await store.snapshot("features", { version });
          expect(files.every(({ path }) => existsSync(path))).toBe(true);
        }
        expect(await verifyLake(store, manifests.expired())).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
});
