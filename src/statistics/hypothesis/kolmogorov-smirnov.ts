import { sortedNumbers } from "../description/sort-numbers.js";
import { leavingChance } from "./lattice-paths.js";

/** Outcome of a two-sample Kolmogorov–Smirnov test. */
export interface KolmogorovSmirnovTest {
  /** Largest distance of the two empirical distribution functions, in [0, 1]. */
  readonly statistic: number;
  /** Two-sided; ties make the exact one conservative. */
  readonly pValue: number;
  readonly method: "exact" | "corrected-limit";
}

const largestExactProduct = 1e7;

/**
 * Whether two samples come from one continuous distribution.
 * The p-value counts lattice paths up to n·m = 1e7 and uses the limit law with the small-sample correction above that.
 * @param first not empty, no NaN
 * @param second not empty, no NaN
 * @source Hodges (1958) for the paths; Stephens (1970) for the correction
 */
export function kolmogorovSmirnovTest(first: Float64Array, second: Float64Array): KolmogorovSmirnovTest {
  const n = first.length;
  const m = second.length;
  const distance = largestScaledDistance(sortedNumbers(first), sortedNumbers(second));
  const statistic = distance / (n * m);
  if (n * m <= largestExactProduct) {
    return { statistic, pValue: leavingChance(n, m, distance), method: "exact" };
  }
  return { statistic, pValue: kolmogorovCorrected(statistic, n, m), method: "corrected-limit" };
}

/**
 * Chance of a distance at least as large by the limit law with the small-sample correction.
 * @param statistic distance of the distribution functions, in [0, 1]
 * @param n rows of one sample, at least 1
 * @param m rows of the other, at least 1
 * @returns in [0, 1]
 * @source Stephens (1970)
 */
export function kolmogorovCorrected(statistic: number, n: number, m: number): number {
  const root = Math.sqrt((n * m) / (n + m));
  return kolmogorovSurvival((root + 0.12 + 0.11 / root) * statistic);
}

/**
 * Chance of a distance at least as large by counting lattice paths.
 * @param statistic distance of the distribution functions, in [0, 1]
 * @param n rows of one sample, at least 1
 * @param m rows of the other, at least 1
 * @returns in [0, 1]; ties make it conservative
 * @source Hodges (1958)
 */
export function kolmogorovExact(statistic: number, n: number, m: number): number {
  return leavingChance(n, m, Math.round(statistic * n * m));
}

/** n·m times the largest distance of the distribution functions, a whole number. */
function largestScaledDistance(first: Float64Array, second: Float64Array): number {
  const n = first.length;
  const m = second.length;
  let below = 0;
  let belowSecond = 0;
  let largest = 0;
  while (below < n && belowSecond < m) {
    const value = Math.min(first[below]!, second[belowSecond]!);
    while (below < n && first[below] === value) below += 1;
    while (belowSecond < m && second[belowSecond] === value) belowSecond += 1;
    largest = Math.max(largest, Math.abs(below * m - belowSecond * n));
  }
  return largest;
}

/**
 * Upper tail of Kolmogorov's limit distribution.
 * @param x √(nm/(n + m)) times the distance, at least 0
 * @returns in [0, 1]
 * @source Kolmogorov (1933); below 1 by the theta-function identity of the same series, which converges there
 */
export function kolmogorovSurvival(x: number): number {
  if (x <= 0) return 1;
  if (x < 1) {
    let total = 0;
    for (let odd = 1; odd <= 9; odd += 2) total += Math.exp(-((odd * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * total;
  }
  let total = 0;
  for (let k = 1; k <= 8; k += 1) total += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
  return 2 * total;
}
