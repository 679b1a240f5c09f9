import {
  type ClassMetricName,
  classMetrics,
  confusionAt,
  contactThreshold,
  f1,
  f1Threshold,
  findThreshold,
  labelPositiveShare,
  minorityF1,
  precision,
  predictedPositiveShare,
  smallestPredictedShare,
} from "#metrics";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candidateRows, goldenRows } from "./golden-rows.js";
import { arbitraryRows } from "./rows-arbitrary.js";

const bruteForce = (labels: Uint8Array, scores: Float64Array, floor: number): number =>
  Math.max(
    ...[...new Set(scores)]
      .map((threshold) => confusionAt(labels, scores, threshold))
      .filter((counts) => precision(counts) >= floor)
      .map(f1),
  );

describe("class metrics", () => {
  it.each(goldenRows)("agree with scikit-learn at 0.45 on $name rows", ({ labels, scores, results }) => {
    const { counts: expectedCounts, ...values } = results.at45;
    const counts = confusionAt(labels, scores, 0.45);
    expect(counts).toEqual(expectedCounts);
    for (const [name, value] of Object.entries(values)) {
      expect(classMetrics[name as ClassMetricName].compute(counts), name).toBeCloseTo(value, 12);
    }
  });

  it("take the rarer class for the minority, whichever label it has", () => {
    const counts = { truePositives: 80, falsePositives: 5, falseNegatives: 5, trueNegatives: 10 };
    expect(minorityF1(counts)).toBe(20 / 30);
    expect(f1(counts)).toBe(160 / 170);
  });

  it("tell shares of labels and decisions", () => {
    const counts = { truePositives: 2, falsePositives: 5, falseNegatives: 1, trueNegatives: 2 };
    expect(labelPositiveShare(counts)).toBe(0.3);
    expect(predictedPositiveShare(counts)).toBe(0.7);
    expect(smallestPredictedShare(counts)).toBeCloseTo(0.3, 15);
  });

  it("leave precision undefined without a positive decision", () => {
    const none = { truePositives: 0, falsePositives: 0, falseNegatives: 3, trueNegatives: 4 };
    expect(precision(none)).toBeNaN();
    expect(f1(none)).toBe(0);
  });
});

describe("f1Threshold", () => {
  it("finds the best F1 of all thresholds at the precision floor, or of all when none reaches it", () => {
    fc.assert(
      fc.property(arbitraryRows, fc.integer({ min: 0, max: 16 }), ({ labels, scores }, sixteenths) => {
        const floor = sixteenths / 16;
        const choice = f1Threshold(labels, scores, floor);
        const counts = confusionAt(labels, scores, choice.threshold);
        expect(choice.counts).toEqual(counts);
        const best = bruteForce(labels, scores, floor);
        expect(choice.isFloorReached).toBe(best > 0);
        expect(f1(counts)).toBe(best > 0 ? best : bruteForce(labels, scores, 0));
        if (choice.isFloorReached === true) expect(precision(counts)).toBeGreaterThanOrEqual(floor);
      }),
    );
  });

  it("gives up F1 for precision as the floor rises", () => {
    const { labels, scores } = candidateRows;
    const choices = [0, 0.5, 0.6, 0.7, 0.8].map((floor) => f1Threshold(labels, scores, floor));
    const values = choices.map(({ counts }) => f1(counts));
    expect(values.toSorted((a, b) => b - a)).toEqual(values);
    expect(choices.every(({ isFloorReached }) => isFloorReached)).toBe(true);
  });

  it("says so when the floor is out of reach", () => {
    const choice = f1Threshold(Uint8Array.of(1, 0, 1, 0), Float64Array.of(0.5, 0.5, 0.2, 0.9), 0.9);
    expect(choice).toMatchObject({ isFloorReached: false, threshold: 0.2 });
  });
});

describe("findThreshold", () => {
  const { labels, scores } = candidateRows;

  it("puts the cost threshold where a contact pays for itself", () => {
    const terms = { customerValue: 2000, contactCost: 50, successRate: 0.3 };
    const choice = findThreshold(labels, scores, { policy: "cost", terms });
    expect(choice.threshold).toBeCloseTo(1 / 12, 15);
    expect(choice.threshold).toBe(contactThreshold(terms));
    expect(choice).toMatchObject({ policy: "cost", isFloorReached: null });
  });

  it("keeps a fixed threshold and counts what it does", () => {
    expect(findThreshold(labels, scores, { policy: "fixed", value: 0.5 })).toEqual({
      policy: "fixed",
      threshold: 0.5,
      counts: confusionAt(labels, scores, 0.5),
      isFloorReached: null,
    });
  });

  it("hands the default policy to f1Threshold", () => {
    const choice = findThreshold(labels, scores, { policy: "f1-with-precision-floor", floor: 0.6 });
    expect(choice).toEqual(f1Threshold(labels, scores, 0.6));
  });
});
