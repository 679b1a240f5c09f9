import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { duckdbEngineOf } from "#adapters/duckdb";
import { type Relation } from "#relation";
import type { ColumnBatch, Field, Row } from "#tabular";
import { batchesOf, batchOf, columnsOfRelation } from "../../conformance/expression-runners.js";
import { countingBatches } from "./counting-batches.js";
import { everyType, temporaryEngine } from "./temporary-engine.js";

const fields = everyType;
const open = temporaryEngine();
const { folder, store } = open;

describe("writeBatches", () => {
  it("keeps every value and missing value of each type", async () => {
    const rows: Row[] = [
      { id: "a", n: 1.5, b: true, t: Date.UTC(2024, 0, 1, 0, 0, 0, 7) },
      { id: "", n: Number.POSITIVE_INFINITY, b: false, t: -1 },
      { id: "a text longer than twelve bytes 😀", n: -0, b: null, t: null },
      { id: null, n: null, b: true, t: 0 },
    ];
    const relation = await store("types.parquet", fields, rows);
    // An engine of its own reads the file; the one that wrote it may remember the rows.
    const columns = await columnsOfRelation(duckdbEngineOf(open.database), relation);
    expect(columns).toEqual(fields.map((field) => rows.map((row) => row[field.name])));
    expect(await columnsOfRelation(open.engine, relation)).toEqual(columns);
    const types = await open.database.rows(`describe select * from '${join(folder, "types.parquet")}'`);
    expect(types.map((row) => row["column_type"])).toEqual(["VARCHAR", "DOUBLE", "BOOLEAN", "TIMESTAMP"]);
  });

  it("is read by the engine that wrote it as by another one, file by file and column by column", async () => {
    const batch = (values: readonly number[]): ColumnBatch => ({
      rowCount: values.length,
      fields,
      columns: [
        values.map((value) => (value > 2 ? null : `row ${value}`)),
        Float64Array.from(values),
        Float64Array.from(values, (value) => (value === 1 ? Number.NaN : value)),
        Float64Array.from(values, (value) => value * 1000 - 0.25),
      ],
    });
    async function* two(): AsyncGenerator<ColumnBatch> {
      yield batch([0, 1, 2]);
      yield batch([3, 4]);
    }
    const paths = [join(folder, "fresh-a.parquet"), join(folder, "fresh-b.parquet")];
    for (const path of paths) await open.engine.writeBatches(fields, two(), path);
    const other = duckdbEngineOf(open.database);
    const chosen = [fields[3]!, fields[0]!, fields[2]!];
    for (const wanted of [fields, chosen]) {
      const relation: Relation = { kind: "parquet", paths: paths.toReversed(), fields: wanted };
      const read = await columnsOfRelation(open.engine, relation);
      expect(read).toEqual(await columnsOfRelation(other, relation));
      expect(read[0]).toHaveLength(10);
    }
    await rm(paths[0]!);
    await expect(columnsOfRelation(open.engine, { kind: "parquet", paths, fields })).rejects.toThrow(/fresh-a/);
  });

  it("keeps the order of rows and leaves no part file when the rows do not fit in memory at once", async () => {
    const path = join(folder, "large.parquet");
    const wide: readonly Field[] = Array.from({ length: 100 }, (_, index) => ({ name: `n${index}`, type: "number" }));
    const rowCount = 90_000;
    async function* batches(): AsyncGenerator<ColumnBatch, void, undefined> {
      for await (const batch of countingBatches(rowCount, 30_000)) {
        const { columns } = batch;
        yield {
          rowCount: batch.rowCount,
          fields: wide,
          columns: wide.map((_, index) => (index === 99 ? columns[0]! : new Float64Array(batch.rowCount))),
        };
      }
    }
    const written = await open.engine.writeBatches(wide, batches(), path);
    expect(written).toMatchObject({ path, rowCount });
    expect(await readdir(open.database.spillDirectory)).toEqual([]);
    let next = 0;
    let misplaced = 0;
    const relation: Relation = { kind: "parquet", paths: [path], fields: [wide[99]!] };
    for await (const batch of open.engine.stream(relation))
      for (const value of batch.columns[0]!) {
        if (value !== next) misplaced += 1;
        next += 1;
      }
    expect({ next, misplaced }).toEqual({ next: rowCount, misplaced: 0 });
  });

  it("leaves nothing behind when a batch cannot be made or has the wrong shape", async () => {
    const path = join(folder, "failed.parquet");
    async function* failing(): AsyncGenerator<ColumnBatch, void, undefined> {
      yield batchOf(fields, [{ id: "a", n: 1, b: true, t: 0 }]);
      throw new Error("no more rows");
    }
    await expect(open.engine.writeBatches(fields, failing(), path)).rejects.toMatchObject({
      code: "duckdb/write-failed",
    });
    const wrong = batchOf([fields[0]!], [{ id: "a" }]);
    await expect(open.engine.writeBatches(fields, batchesOf(wrong), path)).rejects.toMatchObject({
      code: "duckdb/batch-shape",
    });
    expect((await readdir(folder)).filter((name) => name.startsWith("failed"))).toEqual([]);
  });

  it("writes a readable file for no batches", async () => {
    const path = join(folder, "empty.parquet");
    expect(await open.engine.writeBatches(fields, batchesOf(), path)).toMatchObject({ rowCount: 0 });
    expect(await columnsOfRelation(open.engine, { kind: "parquet", paths: [path], fields })).toEqual([[], [], [], []]);
  });
});
