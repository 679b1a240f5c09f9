import {
  chiSquareSurvival,
  erf,
  erfc,
  incompleteBeta,
  incompleteGamma,
  kolmogorovSurvival,
  logBeta,
  logGamma,
  normalCdf,
  normalHalfWidth,
  normalLogCdf,
  normalQuantile,
  normalSurvival,
  studentCdf,
  studentSurvival,
} from "#statistics";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
// SciPy, mpmath and their versions: `provenance` inside; made by test/golden/make_metrics_fixtures.py.
import golden from "../golden/statistics.json" with { type: "json" };

/** Largest error relative to the golden number, absolute below 1e-300. */
function worstError(rows: readonly (readonly number[])[], compute: (...given: number[]) => number): number {
  return Math.max(
    ...rows.map((row) => {
      const expected = row.at(-1)!;
      return Math.abs(compute(...row.slice(0, -1)) - expected) / Math.max(Math.abs(expected), 1e-300);
    }),
  );
}

describe("distribution functions", () => {
  it.each([
    ["erfc", golden.erfc, erfc],
    ["erf", golden.erf, erf],
    ["normalCdf", golden.normalCdf, normalCdf],
    ["normalLogCdf", golden.normalLogCdf, normalLogCdf],
    ["normalQuantile", golden.normalQuantile.filter(([share]) => share !== 0.5), normalQuantile],
    ["logGamma", golden.logGamma, logGamma],
    ["incompleteGamma lower", golden.gammaLower, (a: number, x: number) => incompleteGamma(a, x).lower],
    ["incompleteGamma upper", golden.gammaUpper, (a: number, x: number) => incompleteGamma(a, x).upper],
    ["incompleteBeta", golden.incompleteBeta, (x: number, a: number, b: number) => incompleteBeta(x, { a, b })],
    ["studentSurvival", golden.studentSurvival, studentSurvival],
    ["chiSquareSurvival", golden.chiSquareSurvival, chiSquareSurvival],
    ["kolmogorovSurvival", golden.kolmogorovSurvival, kolmogorovSurvival],
  ])("%s agrees with SciPy and mpmath to 1e-11 relative, tails included", (_, rows, compute) => {
    expect(worstError(rows, compute)).toBeLessThan(1e-11);
  });

  it("normalQuantile gives the ends at 0 and 1, 0 at one half and NaN outside", () => {
    expect([0, 1, 0.5].map(normalQuantile)).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0]);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalHalfWidth(0.95)).toBeCloseTo(1.959963984540054, 14);
  });

  it("normalQuantile inverts normalCdf for any probability", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 0.5, noNaN: true }), (probability) => {
        expect(normalCdf(normalQuantile(probability)) / probability).toBeCloseTo(1, 9);
      }),
    );
  });

  it("both tails of a distribution add to one and fall or rise with the value", () => {
    const value = fc.double({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(value, fc.double({ min: 0, max: 3, noNaN: true }), (x, step) => {
        expect(normalCdf(x) + normalSurvival(x)).toBeCloseTo(1, 14);
        expect(studentCdf(x, 6) + studentSurvival(x, 6)).toBeCloseTo(1, 14);
        expect(normalCdf(x + step)).toBeGreaterThanOrEqual(normalCdf(x) - 1e-15);
        expect(studentSurvival(x + step, 6)).toBeLessThanOrEqual(studentSurvival(x, 6) + 1e-15);
      }),
    );
  });

  it("the incomplete beta function is symmetric, and log beta follows from log gamma", () => {
    const parameter = fc.double({ min: 0.1, max: 300, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), parameter, parameter, (x, a, b) => {
        expect(incompleteBeta(x, { a, b }) + incompleteBeta(1 - x, { a: b, b: a }, x)).toBeCloseTo(1, 10);
        expect(logBeta(a, b)).toBeCloseTo(logBeta(b, a), 10);
      }),
    );
  });

  it("an incomplete gamma function of nothing is empty and of everything is full", () => {
    expect(incompleteGamma(2, 0)).toEqual({ lower: 0, upper: 1 });
    expect(incompleteGamma(2, Number.POSITIVE_INFINITY)).toEqual({ lower: 1, upper: 0 });
    expect(incompleteGamma(2, Number.NaN).lower).toBeNaN();
  });
});
