import {
  brierEstimate,
  calibrationInterceptEstimate,
  calibrationInTheLargeEstimate,
  calibrationSlopeEstimate,
  classMetricEstimate,
  classMetrics,
  compareBrier,
  compareDecisions,
  compareLogLoss,
  compareRocAuc,
  confusionAt,
  f1,
  logLossEstimate,
  pairedCounts,
  prAuc,
  probabilityMetrics,
  rocAucEstimate,
  rowBootstrapEstimate,
} from "#metrics";
import { createRandom } from "#kernel";
import { normalHalfWidth, standardDeviation } from "#statistics";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baselineRows, candidateRows, golden, goldenRows } from "./golden-rows.js";
import { arbitraryRows } from "./rows-arbitrary.js";

const z95 = normalHalfWidth(0.95);
const { labels } = candidateRows;
const candidate = { scores: candidateRows.scores, threshold: 0.4 };
const baseline = { scores: baselineRows.scores, threshold: 0.35 };

describe("rocAucEstimate", () => {
  it.each(goldenRows)("has DeLong's standard error, worked out pair by pair, on $name rows", (rows) => {
    const estimate = rocAucEstimate(rows.labels, rows.scores);
    expect(estimate.value).toBeCloseTo(rows.results.rocAuc, 12);
    expect(estimate.low).toBeCloseTo(Math.max(0, estimate.value - z95 * rows.results.delongError), 11);
    expect(estimate.high).toBeCloseTo(Math.min(1, estimate.value + z95 * rows.results.delongError), 11);
    expect(estimate).toMatchObject({ level: 0.95, sampleSize: rows.labels.length, method: "delong" });
  });
});

describe("compareRocAuc", () => {
  it("agrees with the pair-by-pair paired test to 1e-10", () => {
    const comparison = compareRocAuc(labels, candidateRows.scores, baselineRows.scores);
    expect(comparison.difference.value).toBeCloseTo(golden.pairedAuc.difference, 12);
    expect(comparison.statistic).toBeCloseTo(golden.pairedAuc.statistic, 9);
    expect(comparison.pValue).toBeCloseTo(golden.pairedAuc.pValue, 12);
    expect(comparison.candidate - comparison.baseline).toBeCloseTo(comparison.difference.value, 12);
  });

  it("finds no difference between a model and its own rising transform", () => {
    const squared = candidateRows.scores.map((score) => score ** 2);
    expect(compareRocAuc(labels, candidateRows.scores, squared)).toMatchObject({ statistic: 0, pValue: 1 });
  });

  it("turns its sign when the models are swapped", () => {
    fc.assert(
      fc.property(arbitraryRows, fc.nat(), (rows, seed) => {
        const random = createRandom(seed);
        const other = rows.scores.map(() => random.uniform());
        const forward = compareRocAuc(rows.labels, rows.scores, other).difference.value;
        expect(compareRocAuc(rows.labels, other, rows.scores).difference.value).toBeCloseTo(-forward, 12);
      }),
    );
  });
});

describe("mean losses", () => {
  it.each(goldenRows)("log loss has mean ± z·se on $name rows", (rows) => {
    const estimate = logLossEstimate(rows.labels, rows.scores);
    expect(estimate.value).toBeCloseTo(rows.results.logLoss, 12);
    expect((estimate.high - estimate.value) / z95).toBeCloseTo(rows.results.logLossError, 12);
    expect(brierEstimate(rows.labels, rows.scores).value).toBeCloseTo(rows.results.brier, 12);
  });

  it("paired comparison is narrower than two separate intervals and below zero for the better model", () => {
    const comparison = compareLogLoss(labels, candidateRows.scores, baselineRows.scores);
    const separate = Math.hypot(candidateRows.results.logLossError, baselineRows.results.logLossError) * z95;
    expect(comparison.difference.high - comparison.difference.value).toBeLessThan(separate);
    expect(comparison.difference.value).toBeCloseTo(candidateRows.results.logLoss - baselineRows.results.logLoss, 12);
    expect(Math.sign(comparison.statistic)).toBe(Math.sign(comparison.difference.value));
    expect(compareBrier(labels, candidateRows.scores, candidateRows.scores).pValue).toBe(1);
  });
});

describe("calibration estimates", () => {
  it("hold the value in an interval from the standard error of the fit", () => {
    const { calibration, inTheLarge } = candidateRows.results;
    const slope = calibrationSlopeEstimate(labels, candidateRows.scores);
    expect((slope.high - slope.value) / z95).toBeCloseTo(calibration.slopeError, 6);
    const intercept = calibrationInterceptEstimate(labels, candidateRows.scores);
    expect((intercept.value - intercept.low) / z95).toBeCloseTo(calibration.interceptError, 6);
    const large = calibrationInTheLargeEstimate(labels, candidateRows.scores);
    expect(large.value).toBeCloseTo(inTheLarge, 12);
    expect(large.low).toBeLessThan(inTheLarge);
  });
});

describe("classMetricEstimate", () => {
  const counts = confusionAt(labels, candidate.scores, candidate.threshold);

  it("uses Wilson's interval for shares and the bootstrap for F1", () => {
    const options = { random: createRandom(1) };
    const methods = Object.keys(classMetrics).map((name) => classMetricEstimate(name as "f1", counts, options).method);
    const wilson = "wilson";
    const drawn = "multinomial-bootstrap";
    expect(methods).toEqual([wilson, wilson, wilson, drawn, wilson, wilson, drawn, drawn]);
    expect(classMetricEstimate("precision", counts, options).sampleSize).toBe(
      counts.truePositives + counts.falsePositives,
    );
  });

  it("F1 interval is as wide as the delta method says", () => {
    const estimate = classMetricEstimate("f1", counts, { random: createRandom(2), replicates: 4000 });
    const rows = labels.length;
    const denominator = (2 * counts.truePositives + counts.falsePositives + counts.falseNegatives) / rows;
    const value = f1(counts);
    const perRow = [
      ...Array.from({ length: counts.truePositives }, () => (2 - 2 * value) / denominator),
      ...Array.from({ length: counts.falsePositives + counts.falseNegatives }, () => -value / denominator),
      ...Array.from({ length: counts.trueNegatives }, () => 0),
    ];
    const error = standardDeviation(perRow) / Math.sqrt(rows);
    expect((estimate.high - estimate.low) / (2 * z95 * error)).toBeCloseTo(1, 1);
  });
});

describe("compareDecisions", () => {
  const cells = pairedCounts(labels, candidate, baseline);
  const names = ["f1", "precision", "recall", "accuracy"] as const;

  it("counts every row in one of eight cells that give back both confusion matrices", () => {
    expect(cells.reduce((total, count) => total + count, 0)).toBe(labels.length);
    const differences = compareDecisions(cells, names, { random: createRandom(4), replicates: 10 });
    for (const name of names) {
      const { compute } = classMetrics[name];
      expect(differences[name].candidate).toBe(compute(confusionAt(labels, candidate.scores, candidate.threshold)));
      expect(differences[name].baseline).toBe(compute(confusionAt(labels, baseline.scores, baseline.threshold)));
    }
  });

  it("repeats for a seed", () => {
    const first = compareDecisions(cells, names, { random: createRandom(9) });
    expect(compareDecisions(cells, names, { random: createRandom(9) })).toEqual(first);
  });

  it("has the interval of drawing whole rows with replacement", () => {
    const rowByRow = rowBootstrapEstimate(
      {
        compute: (drawnLabels, rows) => {
          const from = (model: typeof candidate): Float64Array => rows.map((row) => model.scores[row]!);
          const value = (model: typeof candidate): number => f1(confusionAt(drawnLabels, from(model), model.threshold));
          return value(candidate) - value(baseline);
        },
      },
      labels,
      Float64Array.from(labels, (_, row) => row),
      { random: createRandom(6), replicates: 3000 },
    );
    const { difference } = compareDecisions(cells, ["f1"], { random: createRandom(7), replicates: 6000 }).f1;
    expect(difference.value).toBe(rowByRow.value);
    expect(Math.abs(difference.low - rowByRow.low)).toBeLessThan(0.005);
    expect(Math.abs(difference.high - rowByRow.high)).toBeLessThan(0.005);
  });

  it("finds no difference where a model is compared with itself", () => {
    const same = compareDecisions(pairedCounts(labels, candidate, candidate), ["f1"], { random: createRandom(8) });
    expect(same.f1.difference).toMatchObject({ value: 0, low: 0, high: 0 });
  });
});

describe("rowBootstrapEstimate", () => {
  it("repeats for a seed and holds the value between its ends", () => {
    const options = { replicates: 300 };
    const [estimate, again] = [1, 2].map(() =>
      rowBootstrapEstimate({ compute: prAuc }, labels, candidateRows.scores, { ...options, random: createRandom(3) }),
    );
    expect(again).toEqual(estimate);
    expect(estimate!.low).toBeLessThan(estimate!.value);
    expect(estimate!.high).toBeGreaterThan(estimate!.value);
    expect(estimate!.method).toBe("row-bootstrap");
  });

  it.each(["prAuc", "ece", "topDecilePrecision", "topDecileLift"] as const)(
    "gives of rows sorted once what sorting every draw gives, to the last bit: %s",
    (name) => {
      fc.assert(
        fc.property(arbitraryRows, fc.nat(), (rows, seed) => {
          const { compute, computeDrawn } = probabilityMetrics[name];
          const estimate = (metric: Parameters<typeof rowBootstrapEstimate>[0]): object =>
            rowBootstrapEstimate(metric, rows.labels, rows.scores, { random: createRandom(seed), replicates: 20 });
          expect(computeDrawn).toBeDefined();
          expect(estimate(probabilityMetrics[name])).toEqual(estimate({ compute }));
        }),
      );
    },
  );
});
