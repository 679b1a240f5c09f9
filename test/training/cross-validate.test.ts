import { createLightgbmTrainer } from "#adapters/lightgbm";
import { createRandom } from "#kernel";
import { logLoss } from "#metrics";
import { crossValidate, stratifiedFolds, type Trainer, type TrainerSession } from "#training";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const rowCount = 400;
const random = createRandom("cross-validate");
const x = Float64Array.from({ length: rowCount }, () => random.normal());
const noise = Float64Array.from({ length: rowCount }, () => random.normal());
const labels = Uint8Array.from(x, (value) => (random.uniform() < 1 / (1 + Math.exp(-2 * value)) ? 1 : 0));
const matrix = { rowCount, names: ["x", "noise"], categorical: [], columns: [x, noise] };
const folds = stratifiedFolds(
  Array.from(x, (_, row) => `e${row}`),
  labels,
  { folds: 4, seed: 1 },
);
const params = {
  learning_rate: 0.1,
  num_leaves: 4,
  max_depth: 2,
  min_child_samples: 10,
  feature_fraction: 1,
  bagging_fraction: 1,
  bagging_freq: 0,
  lambda_l1: 0,
  lambda_l2: 1,
};
const request = { params, folds, rowCount, options: { maxRounds: 60, earlyStoppingRounds: 10, seed: 7 } };

describe("crossValidate", () => {
  let trainer: Trainer;
  let session: TrainerSession;
  beforeAll(async () => {
    trainer = createLightgbmTrainer({ workers: 1 });
    session = await trainer.open({ matrix, labels });
  });
  afterAll(() => trainer.close());

  test("gives every row the probability of the model that did not see it, and each fold's loss on its rows", async () => {
    const outcome = await crossValidate(request, session);

    expect(outcome).toMatchObject({ params, isComplete: true });
    for (const [index, fold] of folds.entries()) {
      const alone = await session.evaluateFold({ ...fold, params, ...request.options });
      const judged = Float64Array.from(fold.validRows, (row) => outcome.outOfFold[row]!);
      expect(judged).toEqual(alone.probabilities);
      expect(outcome.foldLogLoss[index]).toBe(alone.logLoss);
      expect(outcome.foldRounds[index]).toBe(alone.bestRound);
      expect(outcome.learningCurves[index]).toEqual(alone.validLossByRound);
      const foldLabels = Uint8Array.from(fold.validRows, (row) => labels[row]!);
      expect(logLoss(foldLabels, judged)).toBeCloseTo(alone.logLoss, 12);
    }
    const mean = outcome.foldLogLoss.reduce((sum, loss) => sum + loss, 0) / folds.length;
    expect(outcome.logLoss).toBeCloseTo(mean, 14);
    expect(outcome.logLoss).toBeLessThan(0.6);
  });

  test("asks after each fold but the last whether to stop, and gives the same as without asking", async () => {
    const asked: number[] = [];
    const outcome = await crossValidate(request, session, {
      shouldStop: (losses) => {
        asked.push(losses.length);
        return false;
      },
    });

    expect(asked).toEqual([1, 2, 3]);
    expect(outcome).toEqual(await crossValidate(request, session));
  });

  test("stops where it is told to and leaves rows of other folds without a probability", async () => {
    const outcome = await crossValidate(request, session, { shouldStop: (losses) => losses.length === 2 });

    expect(outcome.isComplete).toBe(false);
    expect(outcome.foldLogLoss).toHaveLength(2);
    expect(outcome.logLoss).toBeCloseTo((outcome.foldLogLoss[0]! + outcome.foldLogLoss[1]!) / 2, 14);
    for (const [index, { validRows }] of folds.entries()) {
      expect([...validRows].every((row) => Number.isNaN(outcome.outOfFold[row]!))).toBe(index >= 2);
    }
  });

  test("gives a fold up that cannot reach the loss it has to, and says that the evaluation is not complete", async () => {
    const whole = await crossValidate(request, session);
    const asked: number[] = [];
    const lossToReach = (losses: readonly number[]): number => {
      asked.push(losses.length);
      return losses.length === 0 ? Number.POSITIVE_INFINITY : whole.foldLogLoss[1]! - 0.2;
    };
    const outcome = await crossValidate(request, session, { shouldStop: () => false, lossToReach });
    expect(asked).toEqual([0, 1]);
    expect(outcome.isComplete).toBe(false);
    expect(outcome.foldLogLoss[0]).toBe(whole.foldLogLoss[0]);
    const [curve, wholeCurve] = [outcome.learningCurves[1]!, whole.learningCurves[1]!];
    expect(curve.length).toBeLessThan(wholeCurve.length);
    expect(curve).toEqual(wholeCurve.subarray(0, curve.length));
    const reachable = { shouldStop: () => false, lossToReach: () => Math.max(...whole.foldLogLoss) + 0.1 };
    expect(await crossValidate(request, session, reachable)).toEqual(whole);
  });

  test("leaves probabilities out when only losses are asked for, with the same losses", async () => {
    const whole = await crossValidate(request, session);
    const { outOfFold, ...rest } = await crossValidate(request, session, { shouldStop: () => false, lossOnly: true });
    expect(outOfFold.every(Number.isNaN)).toBe(true);
    expect(whole).toMatchObject(rest);
  });

  test("judges a single fold as complete", async () => {
    const outcome = await crossValidate({ ...request, folds: folds.slice(0, 1) }, session, { shouldStop: () => true });

    expect(outcome.isComplete).toBe(true);
  });
});
