import { createDuckdbEngine } from "#adapters/duckdb";
import {
  codeProjections,
  collectRows,
  createRowEncoder,
  defineFeatures,
  encodeFeatures,
  featureTableFields,
  featureTableRelation,
  fitFeaturePlan,
  selectColumns,
} from "#features";
import type { AnalyticsEngine, Relation } from "#relation";
import { cleanedFieldsOf, cleanRow, type Row, type SchemaContract } from "#tabular";
import * as fc from "fast-check";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { batchesOf, batchOf } from "../conformance/expression-runners.js";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { contract } from "./contract.js";

const folder = temporaryFolder();
let engine: AnalyticsEngine;
beforeAll(async () => {
  engine = await createDuckdbEngine({ memoryLimitMb: 512, threads: 1 });
});
afterAll(() => engine.close());

const definitions = defineFeatures(
  [
    "tenure",
    "senior",
    "plan",
    "city",
    { name: "charge", whenMissing: "median" },
    { name: "filled", expression: "charge * 2", whenMissing: -1 },
    { name: "rate", expression: "charge / greatest(tenure, 1)", whenMissing: "keep" },
    { name: "isLong", expression: "tenure > 24 or plan = 'plus'", whenMissing: "keep" },
    { name: "days", expression: "days_between(since, at)", whenMissing: "median" },
    { name: "place", expression: "upper(city) || '/' || plan", whenMissing: "keep" },
    { name: "month", expression: "month(since)", whenMissing: "keep" },
  ],
  contract,
);

const orMissing = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | string | null> =>
  fc.oneof({ weight: 6, arbitrary: values }, { weight: 1, arbitrary: fc.constantFrom("", null, "?") });

/** Rows as they come: texts, sometimes missing, sometimes nonsense. */
const rowArbitrary = fc.record({
  id: fc.integer({ min: 1, max: 9999 }).map(String),
  at: fc.constantFrom("2024-01-31T10:00:00Z", "2024-02-29T00:00:00Z"),
  since: orMissing(fc.constantFrom("2020-12-31", "2023-06-15", "soon")),
  tenure: orMissing(fc.oneof(fc.integer({ min: 0, max: 72 }), fc.integer().map(String), fc.constant("12.5"))),
  charge: orMissing(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom("29.85", "1e3", "abc"))),
  senior: orMissing(fc.constantFrom("yes", "No", "1", "true", true, "maybe")),
  plan: orMissing(fc.constantFrom("basic", "plus", "it's", "gold ")),
  city: orMissing(fc.constantFrom(..."ÄBCDEFGHIJKLMNOP")),
});

const rowsOf = (seed: number, count: number): readonly Row[] =>
  fc.sample(rowArbitrary, { seed, numRuns: count }).map((row, index) => ({ ...row, id: String(index) }));

/** The feature table of raw rows, as the engine makes it. */
async function featureTable(rows: readonly Row[], name: string): Promise<Relation> {
  const fields = cleanedFieldsOf(contract);
  const cleaned = rows.map((row) => cleanRow(contract, row).values);
  const path = join(folder, `${name}.parquet`);
  await engine.writeBatches(fields, batchesOf(batchOf(fields, cleaned)), path);
  const table = join(folder, `${name}-features.parquet`);
  const relation = featureTableRelation(
    { kind: "parquet", paths: [path], fields },
    contract,
    { availableAt: null },
    definitions,
  );
  await engine.write(relation, table);
  return { kind: "parquet", paths: [table], fields: featureTableFields(definitions) };
}

test("a single request gets the numbers that batch scoring gives, levels as texts or as codes", async () => {
  const names = definitions.map(({ name }) => name);
  const training = await collectRows(await featureTable(rowsOf(1, 400), "training"), engine);
  const plan = fitFeaturePlan(definitions, selectColumns(training, names));
  expect(new Set(plan.features.map((feature) => feature.kind === "category" && feature.encoding))).toEqual(
    new Set([false, "one-hot", "codes"]),
  );

  // Other cities and plans than those of training come too.
  const rows = [...rowsOf(2, 300), { ...rowsOf(3, 1)[0]!, id: "300", city: "Z", plan: "new" }];
  const features = await featureTable(rows, "scored");
  const asTexts = encodeFeatures(plan, selectColumns(await collectRows(features, engine), names));
  const coded: Relation = { kind: "project", input: features, columns: codeProjections(plan) };
  const asCodes = encodeFeatures(plan, await collectRows(coded, engine));
  const encode = createRowEncoder(contract, plan);
  const single = rows.map((row) => [...encode(row)]);

  expect(asCodes).toEqual(asTexts);
  expect(asTexts.names).toHaveLength(plan.inputs.length);
  for (const [row, numbers] of single.entries()) {
    expect(numbers, JSON.stringify(rows[row])).toEqual(asTexts.columns.map((column) => column[row]));
  }
});

test("a row encoder takes a row without most of its columns, and JSON values as well as texts", () => {
  const few = defineFeatures(["tenure", "senior", "plan"], contract);
  const plan = fitFeaturePlan(few, {
    rowCount: 2,
    fields: [],
    columns: [Float64Array.of(1, 2), Float64Array.of(0, 1), ["basic", "plus"]],
  });
  const encode = createRowEncoder(contract, plan);

  expect([...encode({})]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  expect([...encode({ tenure: 5, senior: true, plan: "plus" })]).toEqual([5, 1, 0, 1]);
  expect([...encode({ tenure: "5", senior: "yes", plan: "plus" })]).toEqual([5, 1, 0, 1]);
});

test("a row encoder does not read the label", () => {
  const unlabelled: SchemaContract = contract;
  const plan = fitFeaturePlan(defineFeatures(["tenure"], unlabelled), {
    rowCount: 1,
    fields: [],
    columns: [Float64Array.of(1)],
  });
  const encode = createRowEncoder(unlabelled, plan);

  expect(encode({ tenure: 3, churned: "Yes" })).toEqual(encode({ tenure: 3, churned: "nonsense" }));
});
