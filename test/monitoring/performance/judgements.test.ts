import { createRandom, type Random } from "#kernel";
import {
  addRow,
  arrivalCurve,
  calibrateForShift,
  campaignReturn,
  campaignUplift,
  changeLabel,
  densityRatios,
  earlyOutcomes,
  effectiveSampleSize,
  emptySums,
  excessLossTest,
  labelCoverage,
  type PerformanceSums,
  sumsOfLabelled,
} from "#monitoring";
import { describe, expect, test } from "vitest";

const draw = (count: number, random: Random): Float64Array =>
  Float64Array.from({ length: count }, () => random.uniform() ** 2);
const labelsOf = (chances: Float64Array, random: Random): Uint8Array =>
  Uint8Array.from(chances, (chance) => (random.uniform() < chance ? 1 : 0));

/** A window of which a share of the positives is known, and no negative. */
function openWindow(chances: Float64Array, truth: Float64Array, share: number, random: Random): PerformanceSums {
  const sums = emptySums();
  for (const [row, probability] of chances.entries()) {
    const summed = { probability, predicted: 0, predictedAt: 0, arm: null, propensity: null } as const;
    addRow(sums, summed);
    const isKnown = random.uniform() < truth[row]! && random.uniform() < share;
    if (isKnown) changeLabel(sums, summed, { from: null, to: { label: 1, age: share / 2 } });
  }
  return sums;
}

describe("early outcomes", () => {
  const random = createRandom("early");
  const held = draw(1400, random);
  const holdout = sumsOfLabelled(labelsOf(held, random), held, 0.5);
  const even = arrivalCurve({ positiveAges: new Map() });

  test("are as many as expected when nothing changed", () => {
    const chances = draw(2000, random);
    const found = earlyOutcomes([{ sums: openWindow(chances, chances, 1 / 3, random), age: 1 / 3 }], even, holdout)!;
    expect(found.pValue).toBeGreaterThan(0.01);
    expect(found.excessPValue).toBeGreaterThan(0.01);
    expect(found.isCurveLearnt).toBe(false);
  });

  test("tell of a concept that moved when a third of the horizon has passed", () => {
    const chances = draw(2000, random);
    const moved = chances.map((chance) => 1 - Math.sqrt(chance));
    const found = earlyOutcomes([{ sums: openWindow(chances, moved, 1 / 3, random), age: 1 / 3 }], even, holdout)!;
    expect(found.excessPValue).toBeLessThan(1e-4);
  });
});

describe("the excess log loss test", () => {
  const random = createRandom("excess");
  const held = draw(1400, random);
  const holdout = sumsOfLabelled(labelsOf(held, random), held, 0.5);

  test("does not mind another mix of rows", () => {
    const chances = draw(1400, random).map((chance) => Math.sqrt(chance));
    expect(excessLossTest(sumsOfLabelled(labelsOf(chances, random), chances, 0.5), holdout)!.pValue).toBeGreaterThan(
      0.01,
    );
  });

  test("finds that outcomes no longer follow the probabilities", () => {
    const chances = draw(700, random);
    const labels = labelsOf(
      chances.map((chance) => 0.5 * chance + 0.2),
      random,
    );
    expect(excessLossTest(sumsOfLabelled(labels, chances, 0.5), holdout)!.pValue).toBeLessThan(1e-3);
  });
});

describe("label coverage", () => {
  const covered = (isKnown: (probability: number, random: Random) => boolean): PerformanceSums => {
    const random = createRandom("coverage");
    const sums = emptySums();
    for (const probability of draw(2000, random)) {
      const row = { probability, predicted: 0, predictedAt: 0, arm: null, propensity: null } as const;
      addRow(sums, row);
      if (isKnown(probability, random)) changeLabel(sums, row, { from: null, to: { label: 0, age: 1 } });
    }
    return sums;
  };

  test("is not called biased when labels are missing by chance", () => {
    const coverage = labelCoverage(covered((_, random) => random.uniform() < 0.9));
    expect(coverage.share).toBeCloseTo(0.9, 1);
    expect(coverage.isBiased).toBe(false);
  });

  test("is called biased when high scores lack labels", () => {
    expect(labelCoverage(covered((probability) => probability < 0.7)).isBiased).toBe(true);
  });
});

describe("calibration for a shifted window", () => {
  const random = createRandom("shift");
  const probabilities = draw(800, random);
  const labels = labelsOf(probabilities, random);

  test("is refused where the window is unlike the reference, or like too little of it", () => {
    const weights = new Float64Array(800).fill(1);
    expect(calibrateForShift({ labels, probabilities }, { weights, domainAuc: 0.95 }).kind).toBe("refused");
    const few = weights.map((_, row) => (row < 50 ? 1 : 0));
    expect(calibrateForShift({ labels, probabilities }, { weights: few, domainAuc: 0.7 }).kind).toBe("refused");
    expect(calibrateForShift({ labels, probabilities }, { weights, domainAuc: 0.6 }).kind).toBe("fitted");
  });

  test("weights rows by how much more often their like occurs, clipped", () => {
    const chances = Float64Array.from({ length: 200 }, (_, row) => (row === 0 ? 0.9999 : 0.5));
    const weights = densityRatios(chances, { reference: 200, window: 100 });
    expect(weights[1]).toBeCloseTo(2, 9);
    expect(weights[0]).toBeLessThan(1000);
    expect(effectiveSampleSize(new Float64Array(50).fill(3))).toBeCloseTo(50, 9);
  });
});

test("the return of a campaign comes from both arms, with an interval that holds it", () => {
  const terms = { customerValue: 2000, contactCost: 50, successRate: 0.3 };
  const sums = emptySums();
  const add = (arm: "treated" | "control", label: 0 | 1, count: number): void => {
    const row = { probability: 0.6, predicted: 1, predictedAt: 0, arm, propensity: 0.1 } as const;
    for (let at = 0; at < count; at += 1) {
      addRow(sums, row);
      changeLabel(sums, row, { from: null, to: { label, age: 1 } });
    }
  };
  add("control", 1, 60);
  add("control", 0, 40);
  expect(campaignReturn(sums, terms)).toBeNull();
  add("treated", 1, 378);
  add("treated", 0, 522);
  const found = campaignReturn(sums, terms)!;
  // 900 · .6 would have left, 378 did: 162 averted · 2,000 less 900 · 50.
  expect(found.profit).toBeCloseTo(279_000, 6);
  expect(found.roi).toBeCloseTo(6.2, 9);
  expect(found.low).toBeLessThan(found.profit);
  expect(found.roiHigh - found.roi).toBeCloseTo(found.roi - found.roiLow, 9);
  expect(campaignReturn(sums, { ...terms, contactCost: 0 })).toBeNull();
});

test("the success rate of a campaign comes from those who were left alone", () => {
  const sums = emptySums();
  const add = (arm: string, label: 0 | 1, count: number): void => {
    for (let row = 0; row < count; row += 1) {
      const summed = { probability: 0.6, predicted: 1, predictedAt: 0, arm, propensity: 0.1 } as const;
      addRow(sums, summed);
      changeLabel(sums, summed, { from: null, to: { label, age: 1 } });
    }
  };
  add("treated", 1, 420);
  add("treated", 0, 580);
  add("control", 1, 60);
  add("control", 0, 40);
  const uplift = campaignUplift(sums)!;

  expect(uplift.successRate).toBeCloseTo(0.3, 9);
  expect(uplift.low).toBeLessThan(0.3);
  expect(uplift.high).toBeGreaterThan(0.3);
  expect(sums.totals.labelled).toBe(100);
  expect(sums.totals.weight).toBe(1000);
});
