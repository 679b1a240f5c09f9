import { encodeFeatures } from "#features";
import { openModelScorer, type ScoredBatch, scoreRows, type Scorer } from "#inference";
import { applyCalibrator } from "#metrics";
import type { ColumnBatch } from "#tabular";
import { expect, test } from "vitest";
import { document } from "./model.js";
import { batchOf, plan } from "./plan.js";

/** A logistic model over the inputs: enough to see which numbers arrive where. */
const forest: Scorer = {
  inputCount: plan.inputs.length,
  margins: async ({ rowCount, columns }) =>
    Float64Array.from({ length: rowCount }, (_, row) =>
      columns.reduce((sum, column, input) => sum + (column[row]! || 0) * 0.01 * (input + 1), -1),
    ),
  probabilities: async (matrix) => (await forest.margins(matrix)).map((margin) => 1 / (1 + Math.exp(-margin))),
  contributions: async () => new Float64Array(0),
  leaves: async () => new Int32Array(0),
  close: async () => {},
};

/** Feature rows as the engine gives them: other columns too, in another order. */
function withEntities(entities: readonly string[], features: ColumnBatch): ColumnBatch {
  return {
    rowCount: features.rowCount,
    fields: [...features.fields.toReversed(), { name: "entity", type: "text" }, { name: "as_of", type: "timestamp" }],
    columns: [...features.columns.toReversed(), entities, new Float64Array(features.rowCount)],
  };
}

async function* batches(): AsyncGenerator<ColumnBatch> {
  yield withEntities(["a", "b"], first);
  yield withEntities(["c"], second);
}

const first = batchOf([1, Number.NaN], [10, 20], ["plus", "unseen"]);
const second = batchOf([3], [30], [null]);

test("scoreRows gives each batch its entities, its features in the plan's order and its probabilities", async () => {
  const scored: ScoredBatch[] = [];
  for await (const batch of scoreRows(batches(), plan, forest)) scored.push(batch);

  expect(scored).toEqual([
    { entities: ["a", "b"], features: first, probabilities: await forest.probabilities(encodeFeatures(plan, first)) },
    { entities: ["c"], features: second, probabilities: await forest.probabilities(encodeFeatures(plan, second)) },
  ]);
});

test("a model's scorer gives calibrated probabilities and the forest's own margins", async () => {
  const calibrator = { kind: "platt", slope: 0.5, intercept: 0.3 } as const;
  const model = { version: 1, document: { ...document, calibrator }, boosterText: "text" };
  const opened: string[] = [];
  const factory = {
    open: async (text: string): Promise<Scorer> => {
      opened.push(text);
      return forest;
    },
    close: async () => {},
  };
  const scorer = await openModelScorer(model, factory);

  const matrix = encodeFeatures(plan, first);
  expect(opened).toEqual(["text"]);
  expect(await scorer.probabilities(matrix)).toEqual(applyCalibrator(calibrator, await forest.probabilities(matrix)));
  expect(await scorer.margins(matrix)).toEqual(await forest.margins(matrix));
  expect(await openModelScorer({ ...model, document }, factory)).toBe(forest);
});
