import { createDuckdbEngine } from "#adapters/duckdb";
import {
  bandsOf,
  type LoadedModel,
  predictionColumns,
  predictionFields,
  riskBandOf,
  scoredBatch,
  scoredFields,
} from "#inference";
import type { AnalyticsEngine } from "#relation";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { batchesOf, columnsOfRelation } from "../conformance/expression-runners.js";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { batchOf } from "./plan.js";
import { document } from "./model.js";

const model: LoadedModel = { version: 3, document, boosterText: "" };
const { bands, threshold } = document;

describe("riskBandOf", () => {
  test("begins each band at its lowest probability", () => {
    const probabilities = [0, 0.4 - 1e-15, 0.4, 0.7 - 1e-15, 0.7, 1];

    expect(probabilities.map((probability) => riskBandOf(probability, bands))).toEqual([
      "Low",
      "Low",
      "Medium",
      "Medium",
      "High",
      "High",
    ]);
    expect(bandsOf(model, Float64Array.from(probabilities))).toEqual(probabilities.map((p) => riskBandOf(p, bands)));
  });
});

describe("the predictions table", () => {
  const folder = temporaryFolder();
  let engine: AnalyticsEngine;
  beforeAll(async () => {
    engine = await createDuckdbEngine({ memoryLimitMb: 512, threads: 1 });
  });
  afterAll(() => engine.close());

  test("says of every row the class, the band, the version that made it, and an id of its own", async () => {
    const probabilities = Float64Array.of(0, 0.41, threshold, 0.7, 1, 0.1 + 0.2);
    const entities = ["a", "b", "it's", "ü|7", "", "f"];
    const origin = { jobRun: "job_1", partition: "all", predictedAt: Date.UTC(2024, 5, 1) };
    const features = batchOf([0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0], new Array<null>(6).fill(null));
    const path = join(folder, "predictions.parquet");
    const batch = scoredBatch({ entities, probabilities, features });
    await engine.writeBatches(scoredFields, batchesOf(batch), path, predictionColumns(model, origin));

    const relation = { kind: "parquet", paths: [path], fields: predictionFields } as const;
    const columns = await columnsOfRelation(engine, relation);
    const table = Object.fromEntries(predictionFields.map(({ name }, index) => [name, columns[index]!]));
    expect(await engine.fieldsOf({ ...relation, fields: predictionFields })).toEqual(predictionFields);
    expect(table).toMatchObject({
      entity: entities,
      probability: [...probabilities],
      predicted_class: [0, 0, 1, 1, 1, 0],
      risk_band: [...bandsOf(model, probabilities)],
      threshold: new Array(6).fill(threshold),
      model_name: new Array(6).fill("shop"),
      model_version: new Array(6).fill(3),
      predicted_at: new Array(6).fill(origin.predictedAt),
      job_run: new Array(6).fill("job_1"),
      partition: new Array(6).fill("all"),
    });
    expect(new Set(table["prediction_id"])).toHaveLength(6);
    const idsOf = (from: typeof origin): unknown => predictionColumns(model, from)[0];
    expect(idsOf({ ...origin, predictedAt: 1 })).toEqual(idsOf(origin));
    expect(idsOf({ ...origin, jobRun: "job_2" })).not.toEqual(idsOf(origin));
    expect(idsOf({ ...origin, partition: "part-2" })).not.toEqual(idsOf(origin));
  });
});
