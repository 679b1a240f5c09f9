import { createRandom } from "#kernel";
import { evaluateModel } from "#training";
import { describe, expect, test } from "vitest";

const random = createRandom("evaluation-test");
const probabilities = Float64Array.from({ length: 2000 }, () => random.uniform());
const labels = Uint8Array.from(probabilities, (probability) => (random.uniform() < probability ? 1 : 0));
const terms = { customerValue: 2000, contactCost: 300, successRate: 0.3 };

describe("evaluateModel", () => {
  const evaluation = evaluateModel(labels, probabilities, { threshold: 0.6, terms });

  test("counts rows, positives and decisions at the threshold", () => {
    const positives = labels.filter((label) => label === 1).length;
    const chosen = [...probabilities.keys()].filter((row) => probabilities[row]! >= 0.6);
    const found = chosen.filter((row) => labels[row] === 1).length;

    expect(evaluation).toMatchObject({ sampleSize: 2000, positives, baseRate: positives / 2000, threshold: 0.6 });
    expect(evaluation.confusion).toEqual({
      truePositives: found,
      falsePositives: chosen.length - found,
      falseNegatives: positives - found,
      trueNegatives: 2000 - positives - chosen.length + found,
    });
    expect(evaluation.metrics["precision"]!.value).toBeCloseTo(found / chosen.length, 12);
  });

  test("gives every metric with an interval around it and its sample size", () => {
    expect(Object.keys(evaluation.metrics).toSorted()).toEqual(
      [
        "accuracy",
        "brier",
        "calibrationInTheLarge",
        "calibrationSlope",
        "ece",
        "f1",
        "falsePositiveRate",
        "logLoss",
        "prAuc",
        "precision",
        "recall",
        "rocAuc",
        "topDecileLift",
        "topDecilePrecision",
      ].toSorted(),
    );
    for (const [name, { value, low, high, level, sampleSize }] of Object.entries(evaluation.metrics)) {
      expect(low, name).toBeLessThan(high);
      expect(value, name).toBeGreaterThanOrEqual(low);
      expect(value, name).toBeLessThanOrEqual(high);
      expect(level, name).toBe(0.95);
      expect(sampleSize, name).toBeGreaterThan(0);
    }
  });

  test("finds the truth to within two half-widths of an interval: AUC 5/6, Brier score 1/6, log loss 1/2, slope 1", () => {
    // Scores uniform on (0, 1) with honest labels: P(score of a positive > that of a negative) = 5/6, E[p(1 − p)] = 1/6.
    for (const [name, truth] of [
      ["rocAuc", 5 / 6],
      ["brier", 1 / 6],
      ["logLoss", 0.5],
      ["calibrationSlope", 1],
    ] as const) {
      const { value, low, high } = evaluation.metrics[name]!;
      expect(Math.abs(value - truth), name).toBeLessThan(high - low);
    }
  });

  test("gives the same numbers again", () => {
    expect(evaluateModel(labels, probabilities, { threshold: 0.6, terms })).toEqual(evaluation);
  });
});
