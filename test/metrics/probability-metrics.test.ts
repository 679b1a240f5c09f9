import {
  brier,
  calibrationIntercept,
  calibrationInTheLarge,
  calibrationMetrics,
  calibrationSlope,
  ece,
  fitLogisticLine,
  logit,
  logLoss,
  prAuc,
  probabilityMetrics,
  rocAuc,
  topShareLift,
  topSharePrecision,
} from "#metrics";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candidateRows, goldenRows } from "./golden-rows.js";
import { arbitraryRows } from "./rows-arbitrary.js";

describe("probability metrics", () => {
  it.each(goldenRows)("agree with scikit-learn to 1e-9 on $name rows", ({ labels, scores, results }) => {
    expect(rocAuc(labels, scores)).toBeCloseTo(results.rocAuc, 12);
    expect(prAuc(labels, scores)).toBeCloseTo(results.prAuc, 12);
    expect(logLoss(labels, scores)).toBeCloseTo(results.logLoss, 12);
    expect(brier(labels, scores)).toBeCloseTo(results.brier, 12);
    expect(ece(labels, scores)).toBeCloseTo(results.ece, 12);
    expect(calibrationInTheLarge(labels, scores)).toBeCloseTo(results.inTheLarge, 12);
    for (const expected of results.topDecile) expect(topSharePrecision(labels, scores)).toBeCloseTo(expected, 12);
  });

  it.each(goldenRows)("calibration line and its errors agree with statsmodels to 1e-6 on $name rows", (rows) => {
    const { calibration } = rows.results;
    expect(calibrationSlope(rows.labels, rows.scores)).toBeCloseTo(calibration.slope, 8);
    expect(calibrationIntercept(rows.labels, rows.scores)).toBeCloseTo(calibration.intercept, 8);
    const line = fitLogisticLine({ labels: rows.labels, x: rows.scores.map(logit) })!;
    expect(Math.sqrt(line.slopeVariance)).toBeCloseTo(calibration.slopeError, 6);
    expect(Math.sqrt(line.interceptVariance)).toBeCloseTo(calibration.interceptError, 6);
  });

  it("calibration error in four bins of twenty rows is the worked number", () => {
    // Worked by hand and with numpy: bins of five, |observed − mean| averaged.
    const labels = Uint8Array.from("00010010011011011111", Number);
    const scores = Float64Array.from({ length: 20 }, (_, row) => 0.05 + (0.9 * row) / 19);
    expect(ece(labels, scores, 4)).toBeCloseTo(0.059210526316, 11);
  });

  it("log loss stays finite for a certain but wrong probability", () => {
    expect(logLoss(Uint8Array.of(0, 1), Float64Array.of(1, 1))).toBeCloseTo(-Math.log(1e-15) / 2, 1);
  });

  it("are not numbers where they are not defined", () => {
    const scores = Float64Array.of(0.2, 0.8);
    expect(rocAuc(Uint8Array.of(1, 1), scores)).toBeNaN();
    expect(prAuc(Uint8Array.of(0, 0), scores)).toBeNaN();
    expect(topShareLift(Uint8Array.of(0, 0), scores)).toBeNaN();
    expect(calibrationSlope(Uint8Array.of(0, 1), scores)).toBeNaN();
    expect(calibrationIntercept(Uint8Array.of(0, 1, 1), Float64Array.of(0.5, 0.5, 0.5))).toBeNaN();
    expect(calibrationSlope(Uint8Array.of(1, 1, 1), Float64Array.of(0.5, 0.4, 0.2))).toBeNaN();
  });

  it("refuse rows they cannot judge, naming the row", () => {
    expect(() => rocAuc(new Uint8Array(0), new Float64Array(0))).toThrow("at least one row");
    expect(() => brier(Uint8Array.of(1), Float64Array.of(0.1, 0.2))).toThrow("1 labels but 2 scores");
    expect(() => prAuc(Uint8Array.of(1, 0), Float64Array.of(0.1, Number.NaN))).toThrow("row 1 is not a number");
  });

  it("AUC is unchanged by any rising transform and mirrored by turning the scores", () => {
    fc.assert(
      fc.property(arbitraryRows, ({ labels, scores }) => {
        const auc = rocAuc(labels, scores);
        expect(
          rocAuc(
            labels,
            scores.map((score) => 8 * score - 100),
          ),
        ).toBe(
          rocAuc(
            labels,
            scores.map((score) => 16 * (8 * score - 100)),
          ),
        );
        expect(
          rocAuc(
            labels,
            scores.map((score) => -score),
          ),
        ).toBeCloseTo(1 - auc, 12);
      }),
    );
  });

  it("AUC counts the pairs that are in the right order, ties half", () => {
    fc.assert(
      fc.property(arbitraryRows, ({ labels, scores }) => {
        let wins = 0;
        let pairs = 0;
        for (let positive = 0; positive < labels.length; positive += 1) {
          for (let negative = 0; negative < labels.length; negative += 1) {
            if (labels[positive] !== 1 || labels[negative] !== 0) continue;
            pairs += 1;
            wins += scores[positive]! > scores[negative]! ? 1 : scores[positive] === scores[negative] ? 0.5 : 0;
          }
        }
        expect(rocAuc(labels, scores)).toBeCloseTo(wins / pairs, 12);
      }),
    );
  });

  it("do not depend on the order of rows", () => {
    fc.assert(
      fc.property(arbitraryRows, ({ labels, scores }) => {
        for (const { compute } of Object.values(probabilityMetrics)) {
          expect(compute(labels.toReversed(), scores.toReversed())).toBeCloseTo(compute(labels, scores), 10);
        }
      }),
    );
  });

  it("better by their own direction when probabilities move to the labels", () => {
    const { labels, scores } = candidateRows;
    const better = scores.map((score, row) => score + 0.3 * (labels[row]! - score));
    for (const { name, direction, compute } of Object.values(probabilityMetrics)) {
      if (name === "ece") continue;
      const gain = compute(labels, better) - compute(labels, scores);
      expect(direction === "higher" ? gain : -gain, name).toBeGreaterThanOrEqual(0);
    }
  });

  it("calibration metrics reach their target on the calibrated rows of a balanced table", () => {
    const labels = Uint8Array.of(1, 0, 0, 0, 1, 1, 1, 0);
    const scores = Float64Array.of(0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75);
    for (const { target, compute } of Object.values(calibrationMetrics)) {
      expect(compute(labels, scores)).toBeCloseTo(target, 10);
    }
  });

  it("a tie at the edge of the top decile counts with its mean", () => {
    const labels = Uint8Array.from({ length: 20 }, (_, row) => (row < 10 ? 1 : 0));
    const scores = Float64Array.from({ length: 20 }, () => 0.5);
    expect(topSharePrecision(labels, scores)).toBe(0.5);
    expect(topShareLift(labels, scores)).toBe(1);
  });
});
