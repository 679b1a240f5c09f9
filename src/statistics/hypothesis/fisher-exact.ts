import { logBeta } from "../special/log-gamma.js";
import type { Proportion } from "./proportion.js";

const logChoose = (n: number, k: number): number =>
  k === 0 || k === n ? 0 : -Math.log(n + 1) - logBeta(n - k + 1, k + 1);

/**
 * Whether two groups have the same share of successes, for counts of any size: the tables at most as likely as the one seen, with
 * the margins as they are.
 * @returns two-sided p
 * @source Fisher (1922)
 */
export function fisherExactTest(first: Proportion, second: Proportion): number {
  const successes = first.successes + second.successes;
  const rows = first.count + second.count;
  const least = Math.max(0, successes - second.count);
  const most = Math.min(successes, first.count);
  const whole = logChoose(rows, successes);
  const logChance = (inFirst: number): number =>
    logChoose(first.count, inFirst) + logChoose(second.count, successes - inFirst) - whole;
  const seen = logChance(first.successes) + 1e-7;
  let pValue = 0;
  for (let inFirst = least; inFirst <= most; inFirst += 1) {
    const chance = logChance(inFirst);
    if (chance <= seen) pValue += Math.exp(chance);
  }
  return Math.min(1, pValue);
}

/** Cohen's h: the difference of two shares on the scale where it is equally hard to see everywhere. */
export function cohensH(first: Proportion, second: Proportion): number {
  const angle = ({ successes, count }: Proportion): number => 2 * Math.asin(Math.sqrt(successes / count));
  return angle(second) - angle(first);
}
