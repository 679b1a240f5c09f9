import { randomUUID } from "node:crypto";
import { parseForest, type Scorer, type ScorerFactory } from "#inference";
import { invalidInput, notReady } from "#kernel";
import type { FeatureMatrix } from "#tabular";
import { valuesPerRow } from "./native/predictor.js";
import type { PredictionKind } from "./native/signatures.js";
import { createLazyPool, type LazyPool, type LightgbmOptions } from "./options.js";
import type { NamedResource } from "./pool/messages.js";
import type { WorkerPool } from "./pool/worker-pool.js";
import { sharedBlock, sharedNumbers, SharedScratch } from "./shared-memory.js";

const fewestRowsPerTask = 2048;

interface OpenModel {
  readonly resource: NamedResource;
  readonly pool: WorkerPool;
  readonly inputCount: number;
  readonly treeCount: number;
  readonly scratch: SharedScratch;
  isClosed: boolean;
}

/** Row ranges of nearly equal size, one per worker, none very small. */
function rangesOf(rowCount: number, workers: number): [number, number][] {
  const parts = Math.max(1, Math.min(workers, Math.floor(rowCount / fewestRowsPerTask)));
  return Array.from({ length: parts }, (_, part) => [
    Math.floor((part * rowCount) / parts),
    Math.floor(((part + 1) * rowCount) / parts),
  ]);
}

function checkReady(model: OpenModel, matrix: FeatureMatrix): void {
  if (model.isClosed) throw notReady("model/closed", "the scorer is closed; open the model again");
  if (matrix.columns.length === model.inputCount) return;
  throw invalidInput(
    "model/wrong-inputs",
    `the model takes ${model.inputCount} inputs but the rows have ${matrix.columns.length}`,
  );
}

/** A few rows are one task. */
async function predictFew(model: OpenModel, what: PredictionKind, matrix: FeatureMatrix): Promise<Float64Array> {
  const { scratch, pool, resource } = model;
  const values = scratch.block(matrix, 0, matrix.rowCount);
  const out = scratch.take(matrix.rowCount * valuesPerRow(what, model));
  await pool.run(resource, { kind: "predict", what, values, out });
  const found = Float64Array.from(out);
  scratch.giveBack(values);
  scratch.giveBack(out);
  return found;
}

async function predict(model: OpenModel, what: PredictionKind, matrix: FeatureMatrix): Promise<Float64Array> {
  checkReady(model, matrix);
  if (matrix.rowCount < 2 * fewestRowsPerTask) return predictFew(model, what, matrix);
  const width = valuesPerRow(what, model);
  const out = sharedNumbers(matrix.rowCount * width);
  const tasks = rangesOf(matrix.rowCount, model.pool.size).map(([from, to]) => ({
    kind: "predict" as const,
    what,
    values: sharedBlock(matrix, from, to),
    out: out.subarray(from * width, to * width),
  }));
  await Promise.all(tasks.map((task) => model.pool.run(model.resource, task)));
  return out;
}

async function openScorer(modelText: string, lazy: LazyPool, scratch: SharedScratch): Promise<Scorer> {
  const { featureNames, treeCount } = parseForest(modelText);
  const { pool } = await lazy.open();
  const resource: NamedResource = { key: randomUUID(), resource: { kind: "model", text: modelText } };
  const inputCount = featureNames.length;
  const model: OpenModel = { resource, pool, inputCount, treeCount, scratch, isClosed: false };
  return {
    inputCount: model.inputCount,
    margins: (matrix) => predict(model, "margin", matrix),
    probabilities: (matrix) => predict(model, "probability", matrix),
    contributions: (matrix) => predict(model, "contribution", matrix),
    leaves: async (matrix) => Int32Array.from(await predict(model, "leaf", matrix)),
    close: async () => {
      model.isClosed = true;
      await pool.release(resource.key);
    },
  };
}

/**
 * Scores with the LightGBM library in worker threads; large batches are split between them.
 * @throws (from `open`) InvalidInput `model/unreadable`; ExternalFailure `lightgbm/library-not-found`, `lightgbm/library-unusable`
 */
export function createLightgbmScorerFactory(options: LightgbmOptions = {}): ScorerFactory {
  const lazy = createLazyPool(options);
  const scratch = new SharedScratch();
  return { open: (modelText) => openScorer(modelText, lazy, scratch), close: () => lazy.close() };
}
