import {
  benjaminiHochbergAdjusted,
  holmAdjusted,
  kolmogorovSmirnovTest,
  pairedTTest,
  pairedZTest,
  twoProportionTest,
  wilcoxonSignedRank,
  wilsonInterval,
} from "#statistics";
import { createRandom } from "#kernel";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
// SciPy, statsmodels and their versions: `provenance` inside; made by test/golden/make_metrics_fixtures.py.
import golden from "../golden/statistics.json" with { type: "json" };

const samples = golden.samples as Record<string, number[]>;

const usesSciPyExact = (name: string): boolean => name !== "sixty" && name !== "twoHundred";

const fraction = (x: number): number => x - Math.floor(x);

describe("wilsonInterval", () => {
  it("agrees with statsmodels to 1e-12, no and all successes included", () => {
    for (const [successes, count, level, low, high] of golden.wilson) {
      const interval = wilsonInterval(successes!, count!, level);
      expect(interval.low).toBeCloseTo(low!, 12);
      expect(interval.high).toBeCloseTo(high!, 12);
    }
  });

  it("is the whole range without rows", () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe("twoProportionTest", () => {
  it("agrees with statsmodels on the test and with worked numbers on Newcombe's interval", () => {
    const test = twoProportionTest({ successes: 12, count: 1000 }, { successes: 31, count: 1000 });
    expect(test.statistic).toBeCloseTo(golden.twoProportion.statistic, 10);
    expect(test.pValue).toBeCloseTo(golden.twoProportion.pValue, 12);
    // Worked with SciPy 1.17.1 from Wilson limits: 12/1000 against 31/1000.
    expect(test.interval.low).toBeCloseTo(0.006318323523, 11);
    expect(test.interval.high).toBeCloseTo(0.032662111156, 11);
  });

  it("finds no difference between groups without any success", () => {
    expect(twoProportionTest({ successes: 0, count: 5 }, { successes: 0, count: 9 }).pValue).toBe(1);
  });
});

describe("kolmogorovSmirnovTest", () => {
  it("agrees with SciPy's exact p-value to 1e-11, ties included", () => {
    for (const { first, second, statistic, pValue } of golden.kolmogorovSmirnov) {
      const test = kolmogorovSmirnovTest(Float64Array.from(samples[first]!), Float64Array.from(samples[second]!));
      expect(test.method).toBe("exact");
      expect(test.statistic).toBeCloseTo(statistic, 14);
      expect(Math.abs(test.pValue / pValue - 1)).toBeLessThan(1e-11);
    }
  });

  it("gives one path of 126 for four values above five", () => {
    const test = kolmogorovSmirnovTest(Float64Array.of(1, 2, 3, 4, 5), Float64Array.of(6, 7, 8, 9));
    expect(test).toEqual({ statistic: 1, pValue: expect.closeTo(2 / 126, 15) as number, method: "exact" });
  });

  it("keeps the digits of a p-value far below machine precision", () => {
    const low = Float64Array.from({ length: 40 }, (_, row) => row);
    const high = low.map((value) => value + 100);
    const paths = Array.from({ length: 40 }, (_, k) => (41 + k) / (k + 1)).reduce((a, b) => a * b, 1);
    expect((kolmogorovSmirnovTest(low, high).pValue * paths) / 2).toBeCloseTo(1, 10);
  });

  it("uses the corrected limit for large samples, near the exact value", () => {
    // scipy.stats.ks_2samp(a, b, method="exact") of these sequences, SciPy 1.17.1: 0.026801561430.
    const reference = Float64Array.from({ length: 10_000 }, (_, i) => fraction((i + 1) * 0.6180339887498949));
    const current = Float64Array.from({ length: 2000 }, (_, j) => fraction((j + 1) * 0.41421356237309515) ** 1.1);
    const test = kolmogorovSmirnovTest(reference, current);
    expect(test.method).toBe("corrected-limit");
    expect(test.statistic).toBeCloseTo(0.0359, 12);
    expect(test.pValue).toBeGreaterThan(0.025);
    expect(test.pValue).toBeLessThan(0.028);
  });

  it("is symmetric and unchanged by the order of values", () => {
    const sample = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(sample, sample, (first, second) => {
        const forward = kolmogorovSmirnovTest(Float64Array.from(first), Float64Array.from(second));
        const backward = kolmogorovSmirnovTest(Float64Array.from(second), Float64Array.from(first.toReversed()));
        expect(backward.statistic).toBe(forward.statistic);
        expect(backward.pValue).toBeCloseTo(forward.pValue, 12);
      }),
    );
  });
});

describe("wilcoxonSignedRank", () => {
  it("agrees with SciPy's zsplit p-value to 1e-12, exact for small samples with ties and zeros", () => {
    for (const { name, values, alternative, pValue } of golden.wilcoxon) {
      const test = wilcoxonSignedRank(values, { alternative: alternative as "greater", zeros: "split" });
      expect(test.method).toBe(usesSciPyExact(name) ? "exact" : "normal");
      expect(test.pValue, `${name} ${alternative}`).toBeCloseTo(pValue, 12);
    }
  });

  it("cannot go below one in 32 for five folds and below one in 16 for four", () => {
    expect(wilcoxonSignedRank([1, 2, 3, 4, 5], { alternative: "greater" }).pValue).toBe(1 / 32);
    expect(wilcoxonSignedRank([1, 2, 3, 4], { alternative: "greater" }).pValue).toBe(1 / 16);
  });

  it("finds nothing in no differences or only zeros, however many", () => {
    expect(wilcoxonSignedRank([]).pValue).toBe(1);
    expect(wilcoxonSignedRank([0, 0, 0]).pValue).toBe(1);
    expect(wilcoxonSignedRank(Array.from({ length: 80 }, () => 0)).pValue).toBe(1);
  });

  it("swaps its one-sided p-values when all signs are turned", () => {
    const differences = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 70 });
    fc.assert(
      fc.property(differences, (values) => {
        const turned = values.map((value) => -value);
        const greater = wilcoxonSignedRank(values, { alternative: "greater" }).pValue;
        expect(wilcoxonSignedRank(turned, { alternative: "less" }).pValue).toBeCloseTo(greater, 12);
      }),
    );
  });
});

describe("paired tests", () => {
  it("pairedTTest agrees with SciPy to 1e-11", () => {
    const test = pairedTTest(golden.paired.differences);
    expect(test.statistic).toBeCloseTo(golden.paired.statistic, 11);
    expect(test.pValue).toBeCloseTo(golden.paired.pValue, 11);
  });

  it("pairedZTest is less careful than the t test and finds nothing in equal pairs", () => {
    const differences = [0.2, 0.3, -0.1, 0.4];
    expect(pairedZTest(differences).pValue).toBeLessThan(pairedTTest(differences).pValue);
    expect(pairedZTest([0, 0, 0]).pValue).toBe(1);
  });
});

describe("adjustment for many tests", () => {
  const { pValues, holm, benjaminiHochberg } = golden.adjustment;

  it("agrees with statsmodels to 1e-14 in the order of the input", () => {
    for (const [place, value] of holmAdjusted(pValues).entries()) expect(value).toBeCloseTo(holm[place]!, 14);
    for (const [place, value] of benjaminiHochbergAdjusted(pValues).entries()) {
      expect(value).toBeCloseTo(benjaminiHochberg[place]!, 14);
    }
    expect(holmAdjusted([])).toEqual([]);
  });

  it("never lowers a p-value, keeps their order, and Holm is never below Benjamini-Hochberg", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (given) => {
        const families = [holmAdjusted(given), benjaminiHochbergAdjusted(given)] as const;
        const order = given.map((_, place) => place).sort((left, right) => given[left]! - given[right]!);
        for (const family of families) {
          const sorted = order.map((place) => family[place]!);
          expect(sorted).toEqual(sorted.toSorted((left, right) => left - right));
          expect(given.every((pValue, place) => family[place]! >= pValue - 1e-15)).toBe(true);
        }
        expect(families[0].every((holm, place) => holm >= families[1][place]! - 1e-15)).toBe(true);
      }),
    );
  });
});

describe("p-values without a difference", () => {
  it("of Kolmogorov-Smirnov and Wilcoxon are below 0.05 in at most 5 % of seeded draws, give or take chance", () => {
    const random = createRandom("null");
    let smirnov = 0;
    let wilcoxon = 0;
    for (let draw = 0; draw < 1000; draw += 1) {
      const normal = (): number => random.normal();
      const first = Float64Array.from({ length: 30 }, normal);
      const second = Float64Array.from({ length: 25 }, normal);
      if (kolmogorovSmirnovTest(first, second).pValue <= 0.05) smirnov += 1;
      if (wilcoxonSignedRank(second).pValue <= 0.05) wilcoxon += 1;
    }
    expect(smirnov).toBeLessThan(71);
    expect(smirnov).toBeGreaterThan(20);
    expect(wilcoxon).toBeLessThan(71);
    expect(wilcoxon).toBeGreaterThan(29);
  });
});
