import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLightgbmTrainer } from "#adapters/lightgbm";
import { rocAuc } from "#metrics";
import type { Trainer, TrainerSession } from "#training";
import { foldOf, plainParams, telco } from "./telco.js";

const data = telco();
const { rowCount } = data.matrix;
const request = { params: plainParams, ...foldOf(rowCount, 0, 5), maxRounds: 300, earlyStoppingRounds: 20, seed: 42 };

describe("LightGBM trainer", () => {
  let trainer: Trainer;
  let session: TrainerSession;
  beforeAll(async () => {
    trainer = createLightgbmTrainer({ workers: 2 });
    session = await trainer.open(data);
  });
  afterAll(() => trainer.close());

  it("ranks held-out customers with an AUC from .83 to .865 in 5 folds that run side by side", async () => {
    const folds = [0, 1, 2, 3, 4].map((fold) => foldOf(rowCount, fold, 5));
    const outcomes = await Promise.all(folds.map((fold) => session.evaluateFold({ ...request, ...fold })));
    const probabilities = new Float64Array(rowCount);
    for (const [fold, { validRows }] of folds.entries()) {
      for (const [place, row] of validRows.entries()) probabilities[row] = outcomes[fold]!.probabilities[place]!;
    }
    const auc = rocAuc.compute({ labels: data.labels, probabilities });
    expect(auc).toBeGreaterThan(0.83);
    expect(auc).toBeLessThan(0.865);
  });
});
