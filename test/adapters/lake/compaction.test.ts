import { createDuckdbEngine } from "#adapters/duckdb";
import { createLake, verifyLake } from "#adapters/lake";
import { createMemoryManifestStore } from "#adapters/memory";
import { systemClock } from "#adapters/system";
import { createIds } from "#kernel";
import { type AnalyticsEngine, compactTable, tableChanges, type TableStore } from "#relation";
import type { ColumnBatch } from "#tabular";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { temporaryFolder } from "../../conformance/temporary-folder.js";

const root = temporaryFolder();
const fields = [
  { name: "id", type: "text" },
  { name: "age", type: "number" },
] as const;
let engine: AnalyticsEngine;
let lakes = 0;

beforeAll(async () => {
  engine = await createDuckdbEngine();
});
afterAll(async () => engine.close());

function newLake(): TableStore {
  const ports = { manifests: createMemoryManifestStore(), clock: systemClock, ids: createIds(systemClock) };
  return createLake(join(root, `lake-${(lakes += 1)}`), ports);
}

async function* oneBatch(ids: readonly string[]): AsyncIterable<ColumnBatch> {
  yield { rowCount: ids.length, fields, columns: [ids, Float64Array.from(ids, (_, index) => index || Number.NaN)] };
}

async function append(tables: TableStore, operation: string, ids: readonly string[]): Promise<void> {
  const add = [await engine.writeBatches(fields, oneBatch(ids), await tables.newFile("raw"))];
  await tables.commit("raw", { operation, fields, add });
}

async function rows(tables: TableStore): Promise<readonly unknown[]> {
  const { files } = await tables.snapshot("raw");
  const found: unknown[] = [];
  for await (const batch of engine.stream({ kind: "parquet", paths: files.map((file) => file.path), fields })) {
    for (let row = 0; row < batch.rowCount; row += 1) found.push(batch.columns.map((column) => column[row]));
  }
  return found;
}

it("compaction leaves the same rows in one file and no change in the feed", async () => {
  const tables = newLake();
  for (const name of ["c", "a", "b"]) await append(tables, name, [`${name}1`, `${name}2`]);
  const before = await rows(tables);
  const version = await compactTable("raw", { tables, engine }, "compact-1");
  expect(version).toMatchObject({ version: 4, dataChange: false, rowCount: 6 });
  expect((await tables.snapshot("raw")).files).toHaveLength(1);
  expect(await rows(tables)).toEqual(before);
  expect(before).toHaveLength(6);
  expect((await tableChanges(tables, "raw", 3)).added).toEqual([]);
  expect(await verifyLake(tables)).toEqual([]);
});

it("compaction does nothing when there is at most one file", async () => {
  const tables = newLake();
  expect(await compactTable("raw", { tables, engine }, "compact-1")).toBeUndefined();
  await append(tables, "a", ["a1"]);
  expect(await compactTable("raw", { tables, engine }, "compact-2")).toBeUndefined();
  expect((await tables.versions("raw")).map((version) => version.operation)).toEqual(["a"]);
});

it("compaction keeps rows that others commit meanwhile", async () => {
  const tables = newLake();
  for (const name of ["a", "b"]) await append(tables, name, [`${name}1`]);
  const meddling: TableStore = {
    ...tables,
    commit: async (table, change) => {
      await append(tables, "meanwhile", ["m1"]);
      return tables.commit(table, change);
    },
  };
  await compactTable("raw", { tables: meddling, engine }, "compact-1");
  const ids = (await rows(tables)).map((row) => String((row as unknown[])[0]));
  expect(ids.sort()).toEqual(["a1", "b1", "m1"]);
});

it("of two compactions at once one wins, the other is refused, and no row is doubled", async () => {
  const tables = newLake();
  for (const name of ["a", "b", "c"]) await append(tables, name, [`${name}1`]);
  const outcomes = await Promise.allSettled(
    ["compact-1", "compact-2"].map(async (operation) => compactTable("raw", { tables, engine }, operation)),
  );
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  expect(outcomes.find((outcome) => outcome.status === "rejected")?.reason).toMatchObject({ code: "lake/file-gone" });
  expect((await rows(tables)).map((row) => (row as unknown[])[0])).toEqual(["a1", "b1", "c1"]);
});
