import { createDuckdbEngine } from "#adapters/duckdb";
import {
  collectRows,
  currentFeatures,
  defineFeatures,
  featureTableFields,
  featureTableRelation,
  labelledRelation,
  labelTableFields,
  labelTableRelation,
  loadLabelledRows,
  splitTableFields,
} from "#features";
import type { AnalyticsEngine, Relation, TableSnapshot } from "#relation";
import { cleanedFieldsOf, type Field, type Row, type SchemaContract } from "#tabular";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { batchesOf, batchOf, columnsOfRelation } from "../conformance/expression-runners.js";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { contract } from "./contract.js";

const folder = temporaryFolder();
let engine: AnalyticsEngine;
let files = 0;
beforeAll(async () => {
  engine = await createDuckdbEngine({ memoryLimitMb: 512, threads: 1 });
});
afterAll(() => engine.close());

async function parquet(
  fields: readonly Field[],
  rows: readonly Row[],
): Promise<Extract<Relation, { kind: "parquet" }>> {
  files += 1;
  const path = join(folder, `${files}.parquet`);
  await engine.writeBatches(fields, batchesOf(batchOf(fields, rows)), path);
  return { kind: "parquet", paths: [path], fields };
}

async function snapshot(table: string, fields: readonly Field[], rows: readonly Row[]): Promise<TableSnapshot> {
  const { paths } = await parquet(fields, rows);
  const written = { path: paths[0]!, rowCount: rows.length, sizeBytes: 1, digest: "" };
  return { table, version: 1, fields, files: [written], rowCount: rows.length, digest: "" };
}

async function rowsOf(relation: Relation): Promise<readonly (readonly unknown[])[]> {
  const columns = await columnsOfRelation(engine, relation);
  return (columns[0] ?? []).map((_, row) => columns.map((column) => column[row]));
}

const day = (date: number): number => Date.UTC(2024, 0, date);
const definitions = defineFeatures(["tenure", "senior"], contract);
const customer = { id: "A", at: day(5), known: day(7), tenure: 12, senior: true, churned: "Yes" };
const cleanedFields = cleanedFieldsOf(contract);

describe("featureTableRelation", () => {
  test("gives entity, times and features; booleans are 0, 1 or missing", async () => {
    const rows = [
      customer,
      { ...customer, id: "B", senior: false },
      { ...customer, id: "C", senior: null, tenure: null },
    ];
    const relation = featureTableRelation(
      await parquet(cleanedFields, rows),
      contract,
      { availableAt: "known" },
      definitions,
    );

    expect(await engine.fieldsOf(relation)).toEqual(featureTableFields(definitions));
    expect(await rowsOf(relation)).toEqual([
      ["A", day(5), day(7), 12, 1],
      ["B", day(5), day(7), 12, 0],
      ["C", day(5), day(7), null, null],
    ]);
  });

  test("takes the event time for the time from which on a row is known when no column says it", async () => {
    const relation = featureTableRelation(
      await parquet(cleanedFields, [customer]),
      contract,
      { availableAt: null },
      definitions,
    );

    expect((await rowsOf(relation))[0]!.slice(1, 3)).toEqual([day(5), day(5)]);
  });

  test("joins several key columns and takes arrival for the time where there is none", async () => {
    const keyed: SchemaContract = { ...contract, entity: ["id", "city"], eventTime: null };
    const fields: readonly Field[] = [...cleanedFields, { name: "_ingested_at", type: "timestamp" }];
    const rows = [{ ...customer, city: "Bern", _ingested_at: day(9) }];
    const relation = featureTableRelation(await parquet(fields, rows), keyed, { availableAt: null }, definitions);

    expect((await rowsOf(relation))[0]!.slice(0, 3)).toEqual(["A|Bern", day(9), day(9)]);
  });

  test("keeps keys apart whose parts hold the separator", async () => {
    const keyed: SchemaContract = { ...contract, entity: ["id", "city"] };
    const pairs = [
      ["a|b", "c"],
      ["a", "b|c"],
      ["a\\", "b"],
      ["a", "\\b"],
      ["a\\|b", "c"],
      ["a\\", "b|c"],
    ] as const;
    const rows = pairs.map(([id, city]) => ({ ...customer, id, city }));
    const relation = featureTableRelation(
      await parquet(cleanedFields, rows),
      keyed,
      { availableAt: null },
      definitions,
    );

    const entities = (await rowsOf(relation)).map(([entity]) => entity);
    expect(entities[0]).toBe("a\\|b|c");
    expect(new Set(entities).size).toBe(pairs.length);
  });

  test("names rows without a key by file and line", async () => {
    const keyless: SchemaContract = { ...contract, entity: [] };
    const fields: readonly Field[] = [
      ...cleanedFields,
      { name: "_source", type: "text" },
      { name: "_line", type: "text" },
    ];
    const rows = [{ ...customer, _source: "a.csv", _line: "7" }];
    const relation = featureTableRelation(await parquet(fields, rows), keyless, { availableAt: null }, definitions);

    expect((await rowsOf(relation))[0]![0]).toBe("a.csv|7");
  });
});

describe("labelTableRelation", () => {
  test("is 1 for the positive class and 0 for the other, and leaves out rows without a label", async () => {
    const rows = [customer, { ...customer, id: "B", churned: "No" }, { ...customer, id: "C", churned: null }];
    const relation = labelTableRelation(await parquet(cleanedFields, rows), contract, { availableAt: "known" });

    expect(await engine.fieldsOf(relation)).toEqual(labelTableFields);
    expect(await rowsOf(relation)).toEqual([
      ["A", day(5), day(7), 1],
      ["B", day(5), day(7), 0],
    ]);
  });
});

describe("labelledRelation", () => {
  const fields = featureTableFields(definitions);
  const feature = (entity: string, date: number, tenure: number, knownAt = date): Row => ({
    entity,
    event_time: day(date),
    available_at: day(knownAt),
    tenure,
    senior: 1,
  });
  const label = (entity: string, date: number, value: number, knownAt = date): Row => ({
    entity,
    as_of: day(date),
    label_available_at: day(knownAt),
    label: value,
  });
  const side = (entity: string, split: string): Row => ({ entity, is_positive: false, split });

  async function load(
    rows: { readonly features: readonly Row[]; readonly labels: readonly Row[]; readonly splits: readonly Row[] },
    options: { readonly hasEventTime: boolean } = { hasEventTime: true },
  ): Promise<Awaited<ReturnType<typeof loadLabelledRows>>> {
    const sources = {
      labels: await snapshot("labels", labelTableFields, rows.labels),
      splits: await snapshot("splits", splitTableFields, rows.splits),
    };
    const features = await parquet(fields, rows.features);
    return loadLabelledRows(labelledRelation(sources, "train", { features, ...options }), ["tenure"], engine);
  }

  test("joins the newest features that had happened and were known by then", async () => {
    const loaded = await load({
      features: [feature("A", 1, 1), feature("A", 5, 5), feature("A", 8, 8, 12), feature("A", 15, 15)],
      labels: [label("A", 10, 1), label("A", 20, 0)],
      splits: [side("A", "train")],
    });

    expect([...loaded.asOf]).toEqual([day(10), day(20)]);
    expect([...loaded.labels]).toEqual([1, 0]);
    expect([...(loaded.features.columns[0] as Float64Array)]).toEqual([5, 15]);
  });

  test("leaves out entities of the other side and of none", async () => {
    const entities = ["A", "B", "C"];
    const loaded = await load({
      features: entities.map((entity) => feature(entity, 1, 1)),
      labels: entities.map((entity) => label(entity, 2, 1)),
      splits: [side("A", "train"), side("B", "test")],
    });

    expect(loaded.entities).toEqual(["A"]);
  });

  test("believes the correction that came last", async () => {
    const loaded = await load({
      features: [feature("A", 1, 1)],
      labels: [label("A", 10, 1, 30), label("A", 10, 0, 11)],
      splits: [side("A", "train")],
    });

    expect([...loaded.labels]).toEqual([1]);
  });

  test("has one label for each entity when data have no event times", async () => {
    const loaded = await load(
      {
        features: [feature("A", 1, 1)],
        labels: [label("A", 10, 0), label("A", 11, 1)],
        splits: [side("A", "train")],
      },
      { hasEventTime: false },
    );

    expect([...loaded.asOf]).toEqual([day(11)]);
  });

  test("has the same digest whatever the order of rows, and another for another value", async () => {
    const features = [feature("A", 1, 1), feature("B", 1, 2)];
    const labels = [label("A", 2, 1), label("B", 2, 0)];
    const splits = [side("A", "train"), side("B", "train")];
    const loaded = await load({ features, labels, splits });
    const turned = await load({
      features: features.toReversed(),
      labels: labels.toReversed(),
      splits: splits.toReversed(),
    });
    const other = await load({ features: [feature("A", 1, 1), feature("B", 1, 3)], labels, splits });

    expect(turned).toEqual(loaded);
    expect(other.digest).not.toBe(loaded.digest);
  });

  test("gives empty columns when there is no row", async () => {
    const loaded = await load({
      features: [feature("A", 1, 1)],
      labels: [label("A", 2, 1)],
      splits: [side("A", "test")],
    });

    expect(loaded).toMatchObject({ entities: [], features: { rowCount: 0, columns: [new Float64Array(0)] } });
  });

  test("scores the newest row of each entity, known or not", async () => {
    const relation = currentFeatures(
      await parquet(fields, [feature("A", 1, 1), feature("A", 9, 9), feature("B", 3, 3)]),
    );
    const batch = await collectRows(relation, engine);

    expect(new Map((batch.columns[0] as string[]).map((entity, row) => [entity, batch.columns[3]![row]]))).toEqual(
      new Map([
        ["A", 9],
        ["B", 3],
      ]),
    );
  });
});
