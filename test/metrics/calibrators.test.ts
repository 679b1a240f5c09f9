import { applyCalibrator, applyIsotonic, applyPlatt, fitIsotonic, fitPlatt, logLoss } from "#metrics";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baselineRows, golden, goldenRows } from "./golden-rows.js";
import { arbitraryRows } from "./rows-arbitrary.js";

const weightsOf = (count: number): Float64Array => Float64Array.from({ length: count }, (_, row) => 0.5 + (row % 4));

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

const refused = (labels: number[], scores: number[]): void => {
  expect(() => fitPlatt(Uint8Array.from(labels), Float64Array.from(scores))).toThrow("calibrate on more rows");
};

describe("fitIsotonic", () => {
  it.each(goldenRows)("agrees with scikit-learn to 1e-12 between and beyond the corners on $name rows", (rows) => {
    const { at, fitted } = rows.results.isotonic;
    const values = applyIsotonic(fitIsotonic(rows.labels, rows.scores), Float64Array.from(at));
    for (const [place, value] of values.entries()) expect(value).toBeCloseTo(fitted[place]!, 12);
  });

  it("agrees with scikit-learn under weights", () => {
    const { labels, scores } = baselineRows;
    const { at, fitted } = golden.weightedIsotonic;
    const values = applyIsotonic(fitIsotonic(labels, scores, weightsOf(labels.length)), Float64Array.from(at));
    for (const [place, value] of values.entries()) expect(value).toBeCloseTo(fitted[place]!, 12);
  });

  it("gives rising probabilities in [0, 1] that keep the share of positives", () => {
    fc.assert(
      fc.property(arbitraryRows, ({ labels, scores }) => {
        const calibrator = fitIsotonic(labels, scores);
        for (const [place, probability] of calibrator.probabilities.slice(1).entries()) {
          expect(probability).toBeGreaterThanOrEqual(calibrator.probabilities[place]!);
          expect(calibrator.scores[place + 1]!).toBeGreaterThan(calibrator.scores[place]!);
        }
        const fitted = applyIsotonic(calibrator, scores);
        expect(Math.min(...fitted)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...fitted)).toBeLessThanOrEqual(1);
        expect(sum(fitted)).toBeCloseTo(sum(labels), 9);
      }),
    );
  });
});

describe("fitPlatt", () => {
  it("agrees with statsmodels to 1e-8, with and without weights", () => {
    const { labels, scores, results } = baselineRows;
    const plain = fitPlatt(labels, scores);
    expect(plain.slope).toBeCloseTo(results.calibration.slope, 8);
    expect(plain.intercept).toBeCloseTo(results.calibration.intercept, 8);
    const weighted = fitPlatt(labels, scores, weightsOf(labels.length));
    expect(weighted.slope).toBeCloseTo(golden.weightedPlatt.slope, 8);
    expect(weighted.intercept).toBeCloseTo(golden.weightedPlatt.intercept, 8);
  });

  it("never makes the log loss of its own rows worse, and keeps the share of positives", () => {
    const { labels, scores } = baselineRows;
    const fitted = applyPlatt(fitPlatt(labels, scores), scores);
    expect(logLoss(labels, fitted)).toBeLessThan(logLoss(labels, scores));
    expect(sum(fitted)).toBeCloseTo(sum(labels), 6);
  });

  it("refuses rows of one class, equal probabilities, and separated classes", () => {
    refused([1, 1, 1], [0.2, 0.4, 0.5]);
    refused([1, 0, 1], [0.5, 0.5, 0.5]);
    refused([0, 0, 1, 1], [0.1, 0.2, 0.7, 0.9]);
  });
});

describe("applyCalibrator", () => {
  it("applies every kind after a round trip through JSON", () => {
    const { labels, scores } = baselineRows;
    for (const calibrator of [{ kind: "identity" } as const, fitPlatt(labels, scores), fitIsotonic(labels, scores)]) {
      const stored = JSON.parse(JSON.stringify(calibrator)) as typeof calibrator;
      expect(applyCalibrator(stored, scores)).toEqual(applyCalibrator(calibrator, scores));
    }
    expect(applyCalibrator({ kind: "identity" }, scores)).toEqual(scores);
  });
});
