import {
  confusionAt,
  gainsCurve,
  prAuc,
  prCurve,
  profitCurve,
  reliabilityCurve,
  rocAuc,
  rocCurve,
  scoreHistogram,
} from "#metrics";
import { createRandom } from "#kernel";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candidateRows, goldenRows } from "./golden-rows.js";
import { arbitraryRows } from "./rows-arbitrary.js";

const all = Number.POSITIVE_INFINITY;
const terms = { customerValue: 2000, contactCost: 50, successRate: 0.3 };

function manyRows(count: number): { labels: Uint8Array; scores: Float64Array } {
  const random = createRandom("many");
  const scores = Float64Array.from({ length: count }, () => random.uniform());
  return { labels: Uint8Array.from(scores, (score) => (random.uniform() < score ? 1 : 0)), scores };
}

describe("rocCurve and prCurve", () => {
  it.each(goldenRows)("agree with scikit-learn point by point on $name rows", ({ labels, scores, results }) => {
    const roc = rocCurve(labels, scores, all);
    expect(roc[0]).toEqual({ threshold: null, falsePositiveRate: 0, truePositiveRate: 0 });
    expect(roc.slice(1).map(({ threshold }) => threshold)).toEqual(results.roc.threshold);
    expect(roc.slice(1).map((point) => point.falsePositiveRate)).toEqual(results.roc.falsePositiveRate);
    expect(roc.slice(1).map((point) => point.truePositiveRate)).toEqual(results.roc.truePositiveRate);
    const pr = prCurve(labels, scores, all);
    expect(pr.map(({ threshold }) => threshold)).toEqual(results.pr.threshold);
    expect(pr.map((point) => point.precision)).toEqual(results.pr.precision);
    expect(pr.map((point) => point.recall)).toEqual(results.pr.recall);
  });

  it("keep the area under the curve to 1e-4 when thinned to 400 points", () => {
    const { labels, scores } = manyRows(20_000);
    const roc = rocCurve(labels, scores);
    expect(roc.length).toBeLessThanOrEqual(400);
    expect(roc.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
    let area = 0;
    for (const [place, point] of roc.slice(1).entries()) {
      const before = roc[place]!;
      area +=
        ((point.falsePositiveRate - before.falsePositiveRate) * (point.truePositiveRate + before.truePositiveRate)) / 2;
    }
    expect(Math.abs(area - rocAuc(labels, scores))).toBeLessThan(1e-4);
    const pr = prCurve(labels, scores);
    const precisionArea = pr.reduce(
      (sum, point, place) => sum + (point.recall - (pr[place - 1]?.recall ?? 0)) * point.precision,
      0,
    );
    expect(Math.abs(precisionArea - prAuc(labels, scores))).toBeLessThan(2e-3);
  });

  it("never turn back", () => {
    fc.assert(
      fc.property(arbitraryRows, fc.integer({ min: 2, max: 9 }), ({ labels, scores }, maxPoints) => {
        const roc = rocCurve(labels, scores, maxPoints);
        expect(roc.length).toBeLessThanOrEqual(maxPoints);
        for (const [place, point] of roc.slice(1).entries()) {
          expect(point.falsePositiveRate).toBeGreaterThanOrEqual(roc[place]!.falsePositiveRate);
          expect(point.truePositiveRate).toBeGreaterThanOrEqual(roc[place]!.truePositiveRate);
        }
      }),
    );
  });
});

describe("gainsCurve", () => {
  it("goes from nobody to everybody and tells the lift on the way", () => {
    const curve = gainsCurve(Uint8Array.of(1, 0, 1, 0), Float64Array.of(0.9, 0.1, 0.6, 0.4));
    expect(curve).toEqual([
      { contactedShare: 0, foundShare: 0, lift: null, threshold: null },
      { contactedShare: 0.25, foundShare: 0.5, lift: 2, threshold: 0.9 },
      { contactedShare: 0.5, foundShare: 1, lift: 2, threshold: 0.6 },
      { contactedShare: 0.75, foundShare: 1, lift: 1 / 0.75, threshold: 0.4 },
      { contactedShare: 1, foundShare: 1, lift: 1, threshold: 0.1 },
    ]);
  });
});

describe("profitCurve", () => {
  it("adds value of found positives less contacts at every threshold", () => {
    const { labels, scores } = candidateRows;
    for (const point of profitCurve(labels, scores, terms, all).slice(1)) {
      const counts = confusionAt(labels, scores, point.threshold!);
      const expected = 600 * counts.truePositives - 50 * (counts.truePositives + counts.falsePositives);
      expect(point.realisedProfit).toBeCloseTo(expected, 6);
    }
  });

  it("has the highest expected profit where a contact pays for itself", () => {
    const { labels, scores } = candidateRows;
    const curve = profitCurve(labels, scores, terms, all);
    const best = curve.reduce((top, point) => (point.expectedProfit > top.expectedProfit ? point : top));
    expect(best.threshold).toBe(Math.min(...scores.filter((score) => score >= 50 / 600)));
    expect(curve[0]).toEqual({ threshold: null, contacted: 0, realisedProfit: 0, expectedProfit: 0 });
  });
});

describe("reliabilityCurve", () => {
  it.each(goldenRows)("agrees with scikit-learn's quantile bins on $name rows", ({ labels, scores, results }) => {
    const bins = reliabilityCurve(labels, scores);
    expect(bins.length).toBe(results.reliability.observed.length);
    for (const [place, bin] of bins.entries()) {
      expect(bin.observed).toBeCloseTo(results.reliability.observed[place]!, 12);
      expect(bin.predicted).toBeCloseTo(results.reliability.predicted[place]!, 12);
      expect(bin.interval.low).toBeLessThanOrEqual(bin.observed);
      expect(bin.interval.high).toBeGreaterThanOrEqual(bin.observed);
    }
  });

  it("holds every row once, bins apart and in order", () => {
    fc.assert(
      fc.property(arbitraryRows, fc.integer({ min: 1, max: 12 }), ({ labels, scores }, binCount) => {
        const bins = reliabilityCurve(labels, scores, { binCount });
        expect(bins.reduce((total, { count }) => total + count, 0)).toBe(labels.length);
        for (const [place, bin] of bins.slice(1).entries()) expect(bin.low).toBeGreaterThan(bins[place]!.high);
      }),
    );
  });
});

describe("scoreHistogram", () => {
  it("puts each row into one bin of its class, the ends included", () => {
    const histogram = scoreHistogram(Uint8Array.of(0, 1, 1, 0), Float64Array.of(0, 1, 0.5, 0.49), 4);
    expect(histogram).toEqual({ edges: [0, 0.25, 0.5, 0.75, 1], positives: [0, 0, 1, 1], negatives: [1, 1, 0, 0] });
  });
});
