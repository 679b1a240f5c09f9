import { createLightgbmScorerFactory, createLightgbmTrainer } from "#adapters/lightgbm";
import { createForestScorerFactory, forestMargins, parseForest } from "#inference";
import type { FittedBooster, Trainer, TrainingData } from "#training";
import type { FeatureMatrix } from "#tabular";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainParams, telco } from "./telco.js";

const data = telco();
const { rowCount } = data.matrix;
const scorers = createLightgbmScorerFactory({ workers: 1 });

function rowsOf(from: number, to: number): TrainingData {
  const matrix: FeatureMatrix = {
    ...data.matrix,
    rowCount: to - from,
    columns: data.matrix.columns.map((column) => column.slice(from, to)),
  };
  return { matrix, labels: data.labels.slice(from, to) };
}

async function marginsOf(modelText: string, matrix: FeatureMatrix): Promise<Float64Array> {
  const scorer = await scorers.open(modelText);
  try {
    return await scorer.margins(matrix);
  } finally {
    await scorer.close();
  }
}

const largestGap = (left: Float64Array, right: Float64Array): number =>
  left.reduce((most, value, row) => Math.max(most, Math.abs(value - right[row]!)), 0);

describe("training that goes on from a model", () => {
  const history = rowsOf(0, 5000);
  const recent = rowsOf(5000, rowCount);
  const residualParams = { ...plainParams, max_depth: 2, num_leaves: 4 };
  let trainer: Trainer;
  let champion: FittedBooster;
  let alone: FittedBooster;
  let merged: FittedBooster;
  beforeAll(async () => {
    trainer = createLightgbmTrainer({ workers: 1 });
    const first = await trainer.open(history);
    champion = await first.fit({ params: plainParams, rounds: 30, seed: 42 });
    await first.close();
    const initScores = await marginsOf(champion.modelText, recent.matrix);
    const session = await trainer.open({ ...recent, initScores });
    const request = { params: residualParams, rounds: 40, seed: 42 };
    alone = await session.fit(request);
    merged = await session.fit({ ...request, continueFrom: champion.modelText });
    await session.close();
  });
  afterAll(async () => {
    await trainer.close();
    await scorers.close();
  });

  it("gives one model with the trees of both, the first one's first", () => {
    expect(merged.rounds).toBe(70);
    expect(parseForest(merged.modelText).treeCount).toBe(70);
    const parts = [champion, alone].map(({ modelText }) => [...parseForest(modelText).leafValues]);
    expect([...parseForest(merged.modelText).leafValues]).toEqual(parts.flat());
  });

  it("has margins that are the sum of both", async () => {
    const [whole, base, rest] = await Promise.all(
      [merged, champion, alone].map(({ modelText }) => marginsOf(modelText, data.matrix)),
    );
    const sum = base!.map((margin, row) => margin + rest![row]!);
    expect(largestGap(whole!, sum)).toBeLessThan(1e-12);
    expect(largestGap(whole!, base!)).toBeGreaterThan(0.01);
  });

  it("has margins that the further trees alone give to the last bit when they are added to the first one's", () => {
    const [whole, first, further] = [merged, champion, alone].map(({ modelText }) => parseForest(modelText));
    const base = forestMargins(first!, data.matrix);
    expect(forestMargins(further!, data.matrix, base)).toEqual(forestMargins(whole!, data.matrix));
    expect(base).toEqual(forestMargins(first!, data.matrix));
  });

  it("keeps the first one's margins where nothing can be split", async () => {
    const flat = { ...recent.matrix, columns: recent.matrix.columns.map((column) => column.slice().fill(1)) };
    const initScores = await marginsOf(champion.modelText, flat);
    const session = await trainer.open({ ...recent, matrix: flat, initScores });
    const { modelText } = await session.fit({ params: residualParams, rounds: 5, seed: 1 });
    await session.close();
    expect(forestMargins(parseForest(modelText), flat, initScores)).toEqual(initScores);
  });

  it("scores in the forest walker as in the library", async () => {
    const walker = await createForestScorerFactory().open(merged.modelText);
    expect(largestGap(await walker.margins(data.matrix), await marginsOf(merged.modelText, data.matrix))).toBeLessThan(
      1e-12,
    );
  });

  it("explains rows with contributions that sum to the margin", async () => {
    const scorer = await scorers.open(merged.modelText);
    const contributions = await scorer.contributions(recent.matrix);
    const margins = await scorer.margins(recent.matrix);
    const width = scorer.inputCount + 1;
    const sums = margins.map((_, row) =>
      contributions.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value, 0),
    );
    await scorer.close();
    expect(largestGap(margins, sums)).toBeLessThan(1e-9);
  });

  it("can be gone on from again", async () => {
    const initScores = await marginsOf(merged.modelText, recent.matrix);
    const session = await trainer.open({ ...recent, initScores });
    const again = await session.fit({ params: residualParams, rounds: 5, seed: 1, continueFrom: merged.modelText });
    await session.close();
    expect(parseForest(again.modelText).treeCount).toBe(75);
    const gap = largestGap(await marginsOf(again.modelText, recent.matrix), initScores);
    expect(gap).toBeGreaterThan(0);
    expect(gap).toBeLessThan(2);
  });
});
