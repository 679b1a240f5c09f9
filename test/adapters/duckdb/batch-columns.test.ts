import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDuckdbEngine } from "#adapters/duckdb";
import { type AnalyticsEngine, parseExpression, type Projection, type Relation, relationFields } from "#relation";
import type { ColumnBatch, Field } from "#tabular";
import { columnsOfRelation } from "../../conformance/expression-runners.js";

let engine: AnalyticsEngine;
let folder: string;
beforeAll(async () => {
  engine = await createDuckdbEngine({ memoryLimitMb: 512, threads: 2 });
  folder = await mkdtemp(join(tmpdir(), "driftloop-batch-columns-"));
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const fields: readonly Field[] = [
  { name: "name", type: "text" },
  { name: "p", type: "number" },
];

async function* batches(rows: number, size: number): AsyncGenerator<ColumnBatch> {
  for (let from = 0; from < rows; from += size) {
    const count = Math.min(size, rows - from);
    const names = Array.from({ length: count }, (_, row) => `row ${from + row}`);
    yield { rowCount: count, fields, columns: [names, Float64Array.from(names, (_, row) => (from + row) / 8)] };
  }
}

const column = (name: string, text: string): Projection => ({ name, expression: parseExpression(text, fields) });

test("writeBatches makes the file's columns of the batches' columns when it is told how", async () => {
  const path = join(folder, "projected.parquet");
  const columns = [
    column("id", "concat('job:', name)"),
    column("class", "if(p >= 0.25, 1, 0)"),
    column("threshold", "0.1 + 0.2"),
  ];
  const written = await engine.writeBatches(fields, batches(4, 3), path, columns);
  const relation: Relation = {
    kind: "parquet",
    paths: [path],
    fields: relationFields({ kind: "project", input: { kind: "named", name: "rows", fields }, columns }),
  };

  expect(written.rowCount).toBe(4);
  expect(await columnsOfRelation(engine, relation)).toEqual([
    ["job:row 0", "job:row 1", "job:row 2", "job:row 3"],
    [0, 0, 1, 1],
    [0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2],
  ]);
});

test("writeBatches keeps the order of rows with projected columns when they spill to part files", async () => {
  const path = join(folder, "spilled.parquet");
  const rows = 1_100_000;
  const { rowCount } = await engine.writeBatches(fields, batches(rows, 100_000), path, [column("n", "p * 8")]);
  const relation: Relation = { kind: "parquet", paths: [path], fields: [{ name: "n", type: "number" }] };
  let misplaced = 0;
  let row = 0;
  for await (const batch of engine.stream(relation)) {
    for (const value of batch.columns[0] as Float64Array) {
      if (value !== row) misplaced += 1;
      row += 1;
    }
  }

  expect({ rowCount, row, misplaced }).toEqual({ rowCount: rows, row: rows, misplaced: 0 });
});
