import {
  chiSquareSurvival,
  cramersV,
  cramersVCorrected,
  goodnessOfFitTest,
  hellinger,
  homogeneityTest,
  jsDistance,
  jsDivergence,
  klDivergence,
  kolmogorovExact,
  kolmogorovSmirnovTest,
  lInfinity,
  mean,
  pooledBins,
  psi,
  quantile,
  quantiles,
  sharesOf,
  standardDeviation,
  totalVariation,
  wassersteinDistance,
  weightedWasserstein,
} from "#statistics";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { psiTerm } from "#src/statistics/divergence/divergence.js";
import { near } from "./near.js";

/** Rows in (edge, next edge], the outer bins open. */
function countsAbove(edges: readonly number[], values: ArrayLike<number>): number[] {
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  for (const value of Array.from(values)) counts[edges.filter((edge) => edge < value).length]! += 1;
  return counts;
}

// All numbers: SciPy 1.10.1 and 1.17.1, Evidently 0.7.21, NannyML 0.13.1, deepchecks, frouros on the same counts; agreed to 1e-9.

describe("five bins without empty ones (TV-1)", () => {
  const pair = { reference: [100, 200, 300, 250, 150], current: [80, 150, 320, 300, 150] };

  test("psi agrees whatever the convention for empty bins, apart from smoothing", () => {
    const expected = 0.029253822911322;
    near(psi(pair, { rule: "evidently" }), expected);
    near(psi(pair, { rule: "floor", floor: 0.01 }), expected);
    near(psi(pair, { rule: "epsilon", floor: 1e-4 }), expected);
    expect(psi(pair)).toBeLessThan(expected);
  });

  test("the distances agree", () => {
    const [before, after] = [sharesOf(pair.reference), sharesOf(pair.current)];
    near(klDivergence(before, after), 0.014908824082017);
    near(klDivergence(after, before), 0.014344998829305);
    near(jsDivergence(pair), 0.003647795011832);
    near(jsDivergence(pair) / Math.LN2, 0.005262655773749);
    near(Math.sqrt(jsDivergence(pair)), 0.060396978499193);
    near(jsDistance(pair), 0.072544164298374);
    near(hellinger(pair), 0.06043387869353);
    near(totalVariation(pair), 0.07);
    near(lInfinity(pair), 0.05);
  });

  test("each bin adds its own term to psi", () => {
    const [before, after] = [sharesOf(pair.reference), sharesOf(pair.current)];
    const terms = [0.004462871026, 0.014384103623, 0.001290770423, 0.00911607784, 0];
    for (const [bin, term] of terms.entries()) near(psiTerm(before[bin]!, after[bin]!), term);
  });

  test("χ² of homogeneity and of fit, Cramér's V and the size-aware forms agree", () => {
    const both = homogeneityTest(pair);
    near(both.statistic, 14.555695200856);
    near(both.pValue, 0.0057172656708);
    expect(both.degreesOfFreedom).toBe(4);
    near(goodnessOfFitTest(pair).statistic, 27.833333333333);
    near(goodnessOfFitTest(pair).pValue, 1.348156298696e-5, 1e-15);
    near(cramersV(pair), 0.085310301842);
    near(cramersVCorrected(pair), 0.072660086463);
    const raw = psi(pair, { rule: "evidently" });
    near(raw / 0.002, 14.626911455661);
    near(chiSquareSurvival(raw / 0.002, 4), 0.005540999642);
    near((8 * jsDivergence(pair)) / 0.002, 14.591180047328);
    near(chiSquareSurvival((8 * jsDivergence(pair)) / 0.002, 4), 0.005628760773);
  });
});

describe("an empty reference bin (TV-2)", () => {
  const pair = { reference: [400, 300, 200, 100, 0], current: [350, 300, 200, 100, 50] };

  test("psi is a different number under each convention", () => {
    near(psi(pair, { rule: "evidently" }), 0.316785513742494);
    near(psi(pair, { rule: "epsilon-renormalised", floor: 1e-4 }), 0.316780235160728);
    near(psi(pair, { rule: "epsilon", floor: 1e-6 }), 0.547654664073456);
    near(psi(pair, { rule: "floor", floor: 0.01 }), 0.07105408612859);
    near(psi(pair, { rule: "epsilon", floor: 2.2250738585072014e-308 }), 35.276710882567, 1e-6);
    near(psi(pair), 0.236831599844141);
  });

  test("the other distances agree", () => {
    near(Math.sqrt(jsDivergence(pair)), 0.134768806595949);
    near(jsDistance(pair), 0.161873833607802);
    near(hellinger(pair), 0.160730399497438);
    near(totalVariation(pair), 0.05);
    near(homogeneityTest(pair).statistic, 53.333333333333);
    near(homogeneityTest(pair).pValue, 7.257226e-11, 1e-16);
  });

  test("Evidently's rule for tiny bins is kept (TV-2b)", () => {
    const shares = { reference: [0.99995, 0.00005, 0], current: [0.9, 0.05, 0.05] };
    near(psi(shares, { rule: "evidently" }), 1.391731452911);
  });
});

describe("bins from reference quantiles (TV-3)", () => {
  test("type-7 edges of 1 … 20 in five bins", () => {
    const reference = Float64Array.from({ length: 20 }, (_, place) => place + 1);
    expect(quantiles(reference, [0.2, 0.4, 0.6, 0.8]).map((edge) => Number(edge.toFixed(12)))).toEqual([
      4.8, 8.6, 12.4, 16.2,
    ]);
    expect(countsAbove([4.8, 8.6, 12.4, 16.2], reference)).toEqual([4, 4, 4, 4, 4]);
    const current = [0.5, 3, 3, 6, 9, 9, 12, 15, 18, 25];
    expect(countsAbove([4.8, 8.6, 12.4, 16.2], current)).toEqual([3, 1, 3, 1, 2]);
    near(psi({ reference: [4, 4, 4, 4, 4], current: [3, 1, 3, 1, 2] }, { rule: "evidently" }), 0.219722457733622);
    expect(countsAbove([4.8, 8.6, 12.4, 16.2], [1, 1, 2, 2, 3, 3, 4, 4, 5, 30])).toEqual([8, 1, 0, 0, 1]);
    const sparse = { reference: [4, 4, 4, 4, 4], current: [8, 1, 0, 0, 1] };
    near(psi(sparse, { rule: "epsilon", floor: 1e-4 }), 4.009246856109);
    near(psi(sparse), 1.18416443896);
  });

  test("edges that fall together leave a bin empty, which has to be joined with its neighbour (TV-3c)", () => {
    const reference = Float64Array.of(0, 0, 0, 0, 0, 0, 1, 2, 3, 4);
    const edges = quantiles(reference, [0.2, 0.4, 0.6, 0.8]);
    for (const [place, edge] of [0, 0, 0.4, 2.2].entries()) near(edges[place]!, edge);
    expect(countsAbove([...new Set(edges)], reference)).toEqual([6, 0, 2, 2]);
    expect(pooledBins({ reference: [6, 0, 2, 2], current: [6, 0, 2, 2] }, 1).reference).toEqual([6, 2, 2]);
  });

  test("a bin of missing values alone (TV-3d)", () => {
    near(psi({ reference: [0.98, 0.02], current: [0.8, 0.2] }, { rule: "evidently" }), 0.450994668658);
  });
});

describe("Wasserstein (TV-5)", () => {
  test("samples, scales and weights", () => {
    near(wassersteinDistance(Float64Array.of(0, 1, 3), Float64Array.of(5, 6, 8)), 5);
    const [first, second] = [Float64Array.of(1, 2, 3, 4, 5), Float64Array.of(2, 2, 4, 8)];
    const raw = wassersteinDistance(first, second);
    near(raw, 1.2);
    near(standardDeviation(first, 0), Math.SQRT2);
    near(raw / standardDeviation(first, 0), 0.848528137424);
    near(raw / standardDeviation(first, 1), 0.75894663844);
    near(raw / 7, 0.171428571429);
    near(kolmogorovSmirnovTest(first, second).statistic, 0.25);
    const values = [0.5, 1.5, 2.5];
    near(weightedWasserstein({ values, weights: [10, 20, 10] }, { values, weights: [5, 10, 25] }), 0.5);
  });

  test("by the interquartile range", () => {
    const first = Float64Array.of(1, 2, 3, 4, 5);
    const spread = quantile(first, 0.75) - quantile(first, 0.25);
    near(wassersteinDistance(first, Float64Array.of(2, 2, 4, 8)) / spread, 0.6);
  });
});

describe("the large deterministic vector (TV-G)", () => {
  const fraction = (x: number): number => x - Math.floor(x);
  const reference = Float64Array.from({ length: 10_000 }, (_, row) => fraction((row + 1) * 0.6180339887498949));
  const current = Float64Array.from({ length: 2000 }, (_, row) => fraction((row + 1) * 0.41421356237309515) ** 1.1);
  const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  const edges = quantiles(reference, shares);
  const countsOf = (values: Float64Array): number[] => countsAbove([...edges], values);
  const pair = { reference: countsOf(reference), current: countsOf(current) };

  test("moments, deciles and counts", () => {
    near(mean(reference), 0.49996074384464);
    near(standardDeviation(reference, 0), 0.288650388542621);
    near(mean(current), 0.475853045053192);
    near(standardDeviation(current, 0), 0.292723916550623);
    const deciles =
      "0.10004026 0.20007235 0.30010852 0.39994711 0.49996695 0.60000312 0.69993233 0.79986154 0.89989772";
    for (const [place, decile] of deciles.split(" ").entries()) near(edges[place]!, Number(decile), 1e-8);
    expect(pair.reference).toEqual(Array.from({ length: 10 }, () => 1000));
    expect(pair.current).toEqual([247, 216, 207, 200, 196, 192, 189, 186, 185, 182]);
  });

  test("distances and tests", () => {
    const raw = psi(pair, { rule: "evidently" });
    near(raw, 0.008152593971488);
    near(raw / (1 / 10_000 + 1 / 2000), 13.587656619147);
    near(chiSquareSurvival(raw / (1 / 10_000 + 1 / 2000), 9), 0.137767629253);
    near(Math.sqrt(jsDivergence(pair)), 0.031903412191);
    near(jsDistance(pair), 0.0383199033);
    near(hellinger(pair), 0.031913168614);
    near(homogeneityTest(pair).statistic, 14.103280934805);
    near(homogeneityTest(pair).pValue, 0.118698463992);
    expect(homogeneityTest(pair).degreesOfFreedom).toBe(9);
    const distance = wassersteinDistance(reference, current);
    near(distance, 0.02410772955594);
    near(distance / standardDeviation(reference, 0), 0.083518784359);
  });

  test("Kolmogorov–Smirnov, exact on 20 million pairs", () => {
    const { statistic } = kolmogorovSmirnovTest(reference, current);
    near(statistic, 0.0359);
    near(kolmogorovExact(statistic, 10_000, 2000), 0.02680156143);
  });
});

describe("the Wasserstein distance", () => {
  const values = fc.float64Array({ min: -1e3, max: 1e3, noNaN: true, minLength: 1, maxLength: 40 });

  test("is the same both ways round, zero to itself, and follows the triangle", () => {
    fc.assert(
      fc.property(values, values, values, (first, second, third) => {
        const there = wassersteinDistance(first, second);
        near(there, wassersteinDistance(second, first));
        near(wassersteinDistance(first, first.toReversed()), 0);
        expect(there).toBeLessThanOrEqual(
          wassersteinDistance(first, third) + wassersteinDistance(third, second) + 1e-9,
        );
      }),
    );
  });

  test("moves with its samples: a shift of one adds what it shifts, scaling scales", () => {
    fc.assert(
      fc.property(values, fc.double({ min: -50, max: 50, noNaN: true }), (sample, by) => {
        near(
          wassersteinDistance(
            sample,
            sample.map((value) => value + by),
          ),
          Math.abs(by),
          1e-8,
        );
      }),
    );
  });
});

describe("pooledBins", () => {
  test("joins cells until each expects five rows, and keeps the totals", () => {
    const joined = pooledBins({ reference: [100, 2, 3, 1, 94], current: [10, 1, 0, 0, 9] });
    expect(joined).toEqual({ reference: [100, 100], current: [10, 10] });
    expect(pooledBins({ reference: [3, 1], current: [1, 1] })).toEqual({ reference: [4], current: [2] });
  });
});

describe("size-aware psi (TV-8)", () => {
  test.each([
    [10, 10_000, 100, [0.0909, 0.170881, 0.281559]],
    [10, 10_000, 1000, [0.0099, 0.018611, 0.030665]],
    [10, 10_000, 10_000, [0.0018, 0.003384, 0.005575]],
    [10, 100_000, 100_000, [0.00018, 0.000338, 0.000558]],
    [20, 10_000, 500, [0.0399, 0.063301, 0.092022]],
    [50, 10_000, 300, [0.168233, 0.227763, 0.293037]],
  ] as const)("%i bins, %i against %i rows: expectation and critical values", (bins, n, m, expected) => {
    const [expectation, at95, at999] = expected;
    const size = 1 / n + 1 / m;
    near((bins - 1) * size, expectation, 5e-7);
    // The table has six decimals, cut off in places: the value lies between the two neighbours of its last digit.
    for (const [critical, level] of [
      [at95, 0.05],
      [at999, 0.001],
    ] as const) {
      expect(chiSquareSurvival((critical - 1e-6) / size, bins - 1)).toBeGreaterThan(level);
      expect(chiSquareSurvival((critical + 1e-6) / size, bins - 1)).toBeLessThan(level);
    }
  });
});
