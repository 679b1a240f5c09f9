import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createLightgbmScorerFactory,
  createLightgbmTrainer,
  ensureLightgbm,
  openSingleRowScorer,
} from "#adapters/lightgbm";
import { createForestScorerFactory, type Scorer, type ScorerFactory } from "#inference";
import type { FeatureMatrix } from "#tabular";
import { plainParams, telco } from "./telco.js";

const { matrix, labels } = telco();
const { rowCount } = matrix;

function rowOf(rows: FeatureMatrix, row: number): Float64Array {
  return Float64Array.from(rows.columns, (column) => column[row]!);
}

function hasSameBytes(left: Float64Array | Int32Array, right: Float64Array | Int32Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: typeof left): Uint8Array =>
    new Uint8Array(buffer, byteOffset, byteLength);
  return Buffer.compare(bytes(left), bytes(right)) === 0;
}

describe("LightGBM scorer", () => {
  let modelText: string;
  let factory: ScorerFactory;
  let scorer: Scorer;
  beforeAll(async () => {
    const trainer = createLightgbmTrainer({ workers: 1 });
    const session = await trainer.open({ matrix, labels });
    modelText = (await session.fit({ params: plainParams, rounds: 60, seed: 7 })).modelText;
    await trainer.close();
    factory = createLightgbmScorerFactory({ workers: 2 });
    scorer = await factory.open(modelText);
  });
  afterAll(() => factory.close());

  it("gives the same bits whether a batch is split between threads or not", async () => {
    const one = createLightgbmScorerFactory({ workers: 1 });
    const whole = await (await one.open(modelText)).margins(matrix);
    await one.close();
    expect(hasSameBytes(await scorer.margins(matrix), whole)).toBe(true);
  });

  it("keeps apart what is asked for at the same time, and leaves alone what it gave before", async () => {
    const few = (from: number, to: number): FeatureMatrix => ({
      ...matrix,
      rowCount: to - from,
      columns: matrix.columns.map((column) => column.subarray(from, to)),
    });
    const whole = await scorer.margins(matrix);
    const parts = [few(0, 40), few(40, 45), few(45, 700)];
    const asked = await Promise.all(parts.map((part) => scorer.margins(part)));
    await scorer.probabilities(few(700, 1000));
    expect(asked.flatMap((margins) => [...margins])).toEqual([...whole.subarray(0, 700)]);
  });

  it("gives probabilities that are the sigmoid of the margins", async () => {
    const [margins, probabilities] = await Promise.all([scorer.margins(matrix), scorer.probabilities(matrix)]);
    const differences = margins.map((margin, row) => Math.abs(probabilities[row]! - 1 / (1 + Math.exp(-margin))));
    expect(Math.max(...differences)).toBeLessThan(1e-15);
  });

  it("gives contributions whose row sums are the margins", async () => {
    const [margins, contributions] = await Promise.all([scorer.margins(matrix), scorer.contributions(matrix)]);
    const width = scorer.inputCount + 1;
    expect(contributions).toHaveLength(rowCount * width);
    const differences = margins.map((margin, row) => {
      const sum = contributions.subarray(row * width, (row + 1) * width).reduce((total, part) => total + part, 0);
      return Math.abs(sum - margin);
    });
    expect(Math.max(...differences)).toBeLessThan(1e-10);
  });

  it("agrees with the walker on margins to the last bit and on leaves", async () => {
    const walker = await createForestScorerFactory().open(modelText);
    expect(hasSameBytes(await walker.margins(matrix), await scorer.margins(matrix))).toBe(true);
    expect(hasSameBytes(await walker.leaves(matrix), await scorer.leaves(matrix))).toBe(true);
  });

  it("scores single rows in the calling thread with the batch's bits", async () => {
    const single = openSingleRowScorer(modelText, await ensureLightgbm({}));
    const [margins, probabilities] = await Promise.all([scorer.margins(matrix), scorer.probabilities(matrix)]);
    for (let row = 0; row < 500; row += 1) {
      expect(single.margin(rowOf(matrix, row))).toBe(margins[row]);
      expect(single.probability(rowOf(matrix, row))).toBe(probabilities[row]);
    }
    expect(() => single.margin(new Float64Array(3))).toThrow(/takes 46 inputs but the row has 3/);
    single.close();
  });

  it("scores no rows as no scores", async () => {
    const empty = { ...matrix, rowCount: 0, columns: matrix.columns.map(() => new Float64Array(0)) };
    expect(await scorer.probabilities(empty)).toHaveLength(0);
  });

  it("refuses rows with another number of inputs", async () => {
    const narrow = { ...matrix, names: ["a"], columns: [matrix.columns[0]!] };
    await expect(scorer.margins(narrow)).rejects.toMatchObject({ code: "model/wrong-inputs" });
  });

  it("refuses text that is no model before the library sees it", async () => {
    await expect(factory.open("not a model")).rejects.toMatchObject({ kind: "InvalidInput", code: "model/unreadable" });
    await expect(factory.open(modelText.slice(0, 5000))).rejects.toMatchObject({ code: "model/unreadable" });
  });

  it("works on other models after one is closed", async () => {
    const second = await factory.open(modelText);
    const margins = await second.margins(matrix);
    await second.close();
    await expect(second.margins(matrix)).rejects.toMatchObject({ code: "model/closed" });
    expect(hasSameBytes(await scorer.margins(matrix), margins)).toBe(true);
  });
});
