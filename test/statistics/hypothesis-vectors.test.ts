import {
  benjaminiHochbergAdjusted,
  benjaminiYekutieliAdjusted,
  bonferroniAdjusted,
  cohensH,
  fisherExactTest,
  goodnessOfFitTest,
  holmAdjusted,
  homogeneityTest,
  twoProportionTest,
  wilsonInterval,
} from "#statistics";
import { describe, expect, test } from "vitest";
import { near } from "./near.js";

// All numbers: SciPy 1.10.1 and 1.17.1, Evidently 0.7.21, NannyML 0.13.1, deepchecks, frouros on the same counts; agreed to 1e-9.

describe("χ² and proportions (TV-6)", () => {
  test("two by two, with and without Yates", () => {
    const pair = { reference: [130, 370], current: [240, 260] };
    near(homogeneityTest(pair, { yates: true }).statistic, 50.969540969541);
    near(homogeneityTest(pair, { yates: true }).pValue, 9.381043e-13, 1e-18);
    near(homogeneityTest(pair).statistic, 51.909051909052);
    near(homogeneityTest(pair).pValue, 5.81318e-13, 1e-18);
    near(twoProportionTest({ successes: 240, count: 500 }, { successes: 130, count: 500 }).statistic, -7.204793675675);
    near(
      twoProportionTest({ successes: 240, count: 500 }, { successes: 130, count: 500 }).statistic ** 2,
      51.909051909052,
    );
    near(goodnessOfFitTest(pair).statistic, 125.779625779626);
    near(goodnessOfFitTest(pair).pValue, 3.44e-29, 1e-31);
  });

  test("a new category", () => {
    const result = homogeneityTest({ reference: [50, 30, 20, 0], current: [45, 28, 22, 5] });
    near(result.statistic, 5.427361507216);
    near(result.pValue, 0.143048333976);
    expect(result.degreesOfFreedom).toBe(3);
    expect(goodnessOfFitTest({ reference: [50, 30, 20, 0], current: [45, 28, 22, 5] }).pValue).toBe(0);
  });

  test("null rates by z, Fisher, Wilson, Newcombe and Cohen", () => {
    const [before, after] = [
      { successes: 12, count: 1000 },
      { successes: 31, count: 1000 },
    ];
    const result = twoProportionTest(before, after);
    near(result.statistic, 2.929132099552);
    near(result.pValue, 0.003399099308);
    near(fisherExactTest(before, after), 0.004926994174);
    near(wilsonInterval(12, 1000).low, 0.006877647806);
    near(wilsonInterval(12, 1000).high, 0.020857268475);
    near(wilsonInterval(31, 1000).low, 0.021924003447);
    near(wilsonInterval(31, 1000).high, 0.043665496012);
    near(result.interval.low, 0.006318323523);
    near(result.interval.high, 0.032662111156);
    near(cohensH(before, after), 0.134451982723);
    const rare = [
      { successes: 0, count: 500 },
      { successes: 3, count: 200 },
    ] as const;
    near(fisherExactTest(...rare), 0.023073720308);
    near(twoProportionTest(...rare).statistic, 2.744500174);
  });
});

describe("many tests at once (TV-7)", () => {
  const pValues = [0.0005, 0.009, 0.012, 0.021, 0.041, 0.045, 0.2, 0.34, 0.6, 0.9];
  const rejected = (adjusted: readonly number[]): number => adjusted.filter((value) => value <= 0.05).length;

  test("the four adjustments", () => {
    const hochberg = [0.005, 0.04, 0.04, 0.0525, 0.075, 0.075, 0.285714285714, 0.425, 0.666666666667, 0.9];
    for (const [place, value] of benjaminiHochbergAdjusted(pValues).entries()) near(value, hochberg[place]!);
    const holm = [0.005, 0.081, 0.096, 0.147, 0.246, 0.246, 0.8, 1, 1, 1];
    for (const [place, value] of holmAdjusted(pValues).entries()) near(value, holm[place]!);
    near(benjaminiYekutieliAdjusted(pValues)[0]!, 0.01464484127);
    near(benjaminiYekutieliAdjusted(pValues)[1]!, 0.117158730159);
    expect([
      rejected(benjaminiHochbergAdjusted(pValues)),
      rejected(holmAdjusted(pValues)),
      rejected(benjaminiYekutieliAdjusted(pValues)),
      rejected(bonferroniAdjusted(pValues)),
      rejected(pValues),
    ]).toEqual([3, 1, 1, 1, 6]);
  });
});
