import { mean, standardDeviation } from "../description/moments.js";
import { normalSurvival } from "../distributions/normal.js";
import { studentSurvival } from "../distributions/student-t.js";

/** Whether the mean of paired differences is zero. */
export interface PairedTest {
  readonly meanDifference: number;
  /** Standard error of the mean difference. */
  readonly standardError: number;
  /** Mean difference over its standard error; NaN when all differences are zero. */
  readonly statistic: number;
  /** Two-sided; 1 when all differences are zero, NaN for fewer than two pairs. */
  readonly pValue: number;
}

function pairedTest(differences: ArrayLike<number>, survival: (statistic: number) => number): PairedTest {
  const meanDifference = mean(differences);
  const standardError = standardDeviation(differences) / Math.sqrt(differences.length);
  const statistic = meanDifference / standardError;
  const isAllZero = meanDifference === 0 && standardError === 0;
  const pValue = isAllZero ? 1 : 2 * survival(Math.abs(statistic));
  return { meanDifference, standardError, statistic, pValue };
}

/** Student's paired t test. @param differences one per pair, about normal or many @source Student (1908) */
export function pairedTTest(differences: ArrayLike<number>): PairedTest {
  return pairedTest(differences, (statistic) => studentSurvival(statistic, differences.length - 1));
}

/** Paired z test, for many pairs. @param differences one per pair */
export function pairedZTest(differences: ArrayLike<number>): PairedTest {
  return pairedTest(differences, normalSurvival);
}
