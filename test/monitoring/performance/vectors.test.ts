import { createRandom } from "#kernel";
import { brier, confusionAt, f1, falsePositiveRate, logLoss, rocAuc } from "#metrics";
import {
  addRow,
  emptySums,
  estimatedMetrics,
  exactCalibration,
  fitScoreCalibration,
  type PerformanceSums,
  realisedMetrics,
  sumsOfLabelled,
} from "#monitoring";
import { expectedCells } from "#src/monitoring/performance/estimated.js";
import { binColumns } from "#src/monitoring/performance/scored-bins.js";
import { describe, expect, test } from "vitest";

const terms = { customerValue: 2000, contactCost: 50, successRate: 0.3 };

/** Rows of statistics.md TV-9: NannyML 0.13.1's formulas worked out by hand. */
function exampleSums(): PerformanceSums {
  const sums = emptySums();
  for (const probability of [0.95, 0.8, 0.65, 0.4, 0.3, 0.1]) {
    const predicted = probability >= 0.5 ? 1 : 0;
    addRow(sums, { probability, predicted, predictedAt: 0, arm: null, propensity: null });
  }
  return sums;
}

describe("estimates without labels", () => {
  test("expect the four outcomes that calibrated probabilities add up to (TV-9)", () => {
    const bins = binColumns(exampleSums());
    const cells = expectedCells(bins, bins.probability);
    expect(cells.truePositives).toBeCloseTo(2.4, 9);
    expect(cells.falsePositives).toBeCloseTo(0.6, 9);
    expect(cells.falseNegatives).toBeCloseTo(0.8, 9);
    expect(cells.trueNegatives).toBeCloseTo(2.2, 9);
    expect(1 - falsePositiveRate(cells), "specificity").toBeCloseTo(0.785714285714, 9);
  });

  test("are the plug-in values of calibrated probabilities", () => {
    const metrics = estimatedMetrics(exampleSums(), exactCalibration, terms);

    expect(metrics.accuracy!.value).toBeCloseTo(0.766666666667, 9);
    expect(metrics.precision!.value).toBeCloseTo(0.8, 9);
    expect(metrics.recall!.value).toBeCloseTo(0.75, 9);
    expect(metrics.f1!.value).toBeCloseTo(0.774193548387, 9);
    expect(metrics.auc!.value).toBeCloseTo(0.834821428571, 9);
    expect(Math.sqrt(metrics.accuracy!.variance)).toBeCloseTo(0.164570147151, 9);
  });

  test("cover what labels drawn from the probabilities say, in about 95 of 100 windows", () => {
    const random = createRandom("coverage");
    let covered = 0;
    for (let window = 0; window < 200; window += 1) {
      const probabilities = Float64Array.from({ length: 700 }, () => random.uniform() ** 2);
      const labels = Uint8Array.from(probabilities, (p) => (random.uniform() < p ? 1 : 0));
      const sums = sumsOfLabelled(labels, probabilities, 0.4);
      const { f1: guess } = estimatedMetrics(sums, exactCalibration, terms);
      const truth = realisedMetrics(sums, terms).f1!.value;
      if (Math.abs(truth - guess!.value) <= 1.96 * Math.sqrt(guess!.variance)) covered += 1;
    }

    expect(covered).toBeGreaterThanOrEqual(182);
    expect(covered).toBeLessThanOrEqual(199);
  });
});

describe("realised metrics", () => {
  const random = createRandom("realised");
  const probabilities = Float64Array.from({ length: 3000 }, () => random.uniform() ** 2);
  const labels = Uint8Array.from(probabilities, (p) => (random.uniform() < p ? 1 : 0));
  const metrics = realisedMetrics(sumsOfLabelled(labels, probabilities, 0.408), terms);

  test("are those of training on the same rows", () => {
    expect(metrics.f1!.value).toBeCloseTo(f1(confusionAt(labels, probabilities, 0.408)), 9);
    expect(metrics.logLoss!.value).toBeCloseTo(logLoss(labels, probabilities), 9);
    expect(metrics.brier!.value).toBeCloseTo(brier(labels, probabilities), 9);
  });

  test("find the AUC to within half a thousandth from a thousand bins", () => {
    expect(Math.abs(metrics.auc!.value - rocAuc(labels, probabilities))).toBeLessThan(5e-4);
  });
});

test("a calibration fitted on calibrated rows is about the identity, within its own error", () => {
  const random = createRandom("calibration");
  const probabilities = Float64Array.from({ length: 4000 }, () => random.uniform() ** 2);
  const labels = Uint8Array.from(probabilities, (p) => (random.uniform() < p ? 1 : 0));
  const { intercept, slope, interceptVariance, slopeVariance } = fitScoreCalibration(labels, probabilities)!;

  expect(Math.abs(intercept)).toBeLessThan(4 * Math.sqrt(interceptVariance));
  expect(Math.abs(slope - 1)).toBeLessThan(4 * Math.sqrt(slopeVariance));
});
