import {
  compareWithTraining,
  type EstimatorTrust,
  estimatorTrust,
  labelAsOf,
  type LabelEvent,
  type PerformanceEntry,
} from "#monitoring";
import { describe, expect, test } from "vitest";
import { fact, prediction } from "../../conformance/label-ledger.js";

describe("the comparison with training", () => {
  const training = { value: 0.6, variance: 0.019 ** 2, sampleSize: 1409 };

  test("does not call a small window worse for what chance can do", () => {
    const small = { value: 0.52, variance: 0.07 ** 2, sampleSize: 100 };
    expect(compareWithTraining("f1", small, training)).toMatchObject({ isWorse: false });
    expect(compareWithTraining("f1", { ...small, variance: 0.015 ** 2 }, training)).toMatchObject({ isWorse: true });
  });

  test("takes less loss for better", () => {
    const loss = { value: 0.42, variance: 1e-5, sampleSize: 1409 };
    expect(compareWithTraining("logLoss", { ...loss, value: 0.5 }, loss).isWorse).toBe(true);
    expect(compareWithTraining("logLoss", { ...loss, value: 0.3 }, loss).isWorse).toBe(false);
  });
});

describe("trust in an estimator", () => {
  const estimate = (value: number): PerformanceEntry["estimated"] => ({
    f1: { value, low: value - 0.1, high: value + 0.1, level: 0.95, sampleSize: 100, method: "normal" },
  });
  const judge = (truths: readonly number[]): EstimatorTrust =>
    estimatorTrust(
      truths.map(
        (truth) =>
          ({ estimated: estimate(0.6), realised: estimate(truth) }) as Partial<PerformanceEntry> as PerformanceEntry,
      ),
      "f1",
    );

  test("has to be earned by five windows and four of five bands", () => {
    expect(judge([0.6, 0.6, 0.6, 0.6]).isTrusted).toBe(false);
    expect(judge([0.6, 0.6, 0.6, 0.6, 0.8])).toMatchObject({ isTrusted: true, coverage: 0.8 });
    expect(judge([0.6, 0.6, 0.6, 0.8, 0.8]).isTrusted).toBe(false);
  });
});

test("a label is what was known at the moment that is asked about", () => {
  const events = [
    { ...fact({ predictionId: "a", label: 1, knownAt: 10 }), sequence: 1 },
    { ...fact({ predictionId: "a", label: 0, knownAt: 30 }), sequence: 2 },
    { ...fact({ predictionId: "a", label: null, knownAt: 20 }), sequence: 3 },
  ] satisfies readonly LabelEvent[];
  const known = [5, 10, 20, 30].map((asOf) => labelAsOf(prediction("a"), events, 1000, asOf).label);

  expect(known).toEqual([null, 1, null, 0]);
});
