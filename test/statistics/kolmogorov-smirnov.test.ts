import {
  kolmogorovCorrected,
  kolmogorovExact,
  kolmogorovFinite,
  kolmogorovSmirnovTest,
  kolmogorovSurvival,
} from "#statistics";
import { describe, test } from "vitest";
import { near } from "./near.js";

// SciPy 1.10.1 and 1.17.1 on the same values; agreed to 1e-9.

describe("Kolmogorov–Smirnov (TV-4)", () => {
  const from = (text: string): Float64Array => Float64Array.from(text.split(" "), Number);
  const cases = [
    [
      from(
        "0.61 0.29 0.06 0.59 -1.73 -0.74 0.51 -0.56 0.39 1.64 0.05 -0.06 0.64 -0.82 0.37 1.77 1.09 -1.28 2.36 1.31 1.05 -0.32 -0.4 1.06 -2.47",
      ),
      from("1.2 0.8 2.1 1.9 0.3 1.7 2.4 0.9 1.1 1.5 0.2 2.8 1.3 0.7 1.6"),
      [0.586666666667, 0.001677380117, 0.003150525053, 0.001605698785],
    ],
    [from("1 2 2 3 3 3 4 4 5 6"), from("2 3 4 4 5 5 6 6 7 8"), [0.4, 0.417523652818, 0.400471036208, 0.312852676016]],
    [from("1 2 3 4 5"), from("1 2 3 4 5"), [0, 1, 1, 1]],
    [from("1 2 3 4 5"), from("6 7 8 9"), [1, 0.015873015873, 0.023487218874, 0.006860682353]],
  ] as const;

  test.each(cases)("case %#: distance, exact p, limit and corrected limit", (first, second, expected) => {
    const { statistic, pValue } = kolmogorovSmirnovTest(first, second);
    const [n, m] = [first.length, second.length];
    near(statistic, expected[0]);
    near(pValue, expected[1]);
    near(kolmogorovExact(statistic, n, m), expected[1]);
    near(kolmogorovSurvival(Math.sqrt((n * m) / (n + m)) * statistic), expected[2]);
    near(kolmogorovCorrected(statistic, n, m), expected[3]);
  });
});

describe("Kolmogorov's law for n rows (TV-4, finite n)", () => {
  // SciPy 1.17.1: kstwo.sf(distance, n), with n = round(n·m/(n + m)) for two samples.
  test.each([
    [0.586666666667, 9, 0.001779246099],
    [0.4, 5, 0.3088],
    [0, 2, 1],
    [1, 2, 0],
    [0.0359, 1667, 0.026560046115],
    [0.01, 5000, 0.6954557253913853],
    [0.004, 5000, 0.9999977369528622],
    [0.15, 120, 0.008029227977456916],
    [0.02, 50_000, 8.35587873542047e-18],
    [0.008, 50_000, 0.003305231279334067],
  ])("of a distance %d at n = %i", (distance, n, expected) => {
    near(kolmogorovFinite(distance, n), expected);
  });
});
