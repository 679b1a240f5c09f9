import { chiSquareSurvival } from "../distributions/chi-square.js";
import type { BinnedPair } from "../divergence/divergence.js";

/** Outcome of a χ² test of counts. */
export interface ChiSquareTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** 1 when nothing is left to compare. */
  readonly pValue: number;
}

function totalOf(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let cell = 0; cell < counts.length; cell += 1) sum += counts[cell]!;
  return sum;
}

const outcome = (statistic: number, degreesOfFreedom: number): ChiSquareTest => ({
  statistic,
  degreesOfFreedom,
  pValue: degreesOfFreedom < 1 ? 1 : chiSquareSurvival(statistic, degreesOfFreedom),
});

/**
 * Whether two samples have the same shares: Pearson's χ² of a 2 × K table. Bins that neither side fills do not count.
 * @param pair counts per bin, both sides with at least one row
 * @param options.yates continuity correction, for two bins only; default false
 * @source Pearson (1900)
 */
export function homogeneityTest(
  { reference, current }: BinnedPair,
  options: { readonly yates?: boolean } = {},
): ChiSquareTest {
  const n = totalOf(reference);
  const m = totalOf(current);
  const correction = options.yates === true && reference.length === 2 ? 0.5 : 0;
  let statistic = 0;
  let cells = 0;
  for (let bin = 0; bin < reference.length; bin += 1) {
    const both = reference[bin]! + current[bin]!;
    if (both === 0) continue;
    cells += 1;
    const expected = (both * n) / (n + m);
    const distance = Math.max(0, Math.abs(reference[bin]! - expected) - correction);
    statistic += distance * distance * (1 / expected + (n + m) / (both * m));
  }
  return outcome(statistic, cells - 1);
}

/** χ² of counts against the shares of a reference that is taken as exact; ∞ where a bin was never seen there. */
export function goodnessOfFitTest({ reference, current }: BinnedPair): ChiSquareTest {
  const scale = totalOf(current) / totalOf(reference);
  let statistic = 0;
  let cells = 0;
  for (let bin = 0; bin < reference.length; bin += 1) {
    if (reference[bin] === 0 && current[bin] === 0) continue;
    cells += 1;
    const expected = reference[bin]! * scale;
    statistic += (current[bin]! - expected) ** 2 / expected;
  }
  return outcome(statistic, cells - 1);
}

/**
 * Joins neighbouring bins until every cell of the 2 × K table expects at least `least` rows; what is left over goes to the last.
 * @param pair counts per bin
 * @param least default 5, Cochran's rule
 * @returns counts of the joined bins; one bin when the samples are too small for two
 */
export function pooledBins({ reference, current }: BinnedPair, least = 5): { reference: number[]; current: number[] } {
  const n = totalOf(reference);
  const m = totalOf(current);
  const smallest = (both: number): number => (both * Math.min(n, m)) / (n + m);
  const joined: { reference: number[]; current: number[] } = { reference: [], current: [] };
  let [before, after] = [0, 0];
  for (let bin = 0; bin < reference.length; bin += 1) {
    before += reference[bin]!;
    after += current[bin]!;
    if (smallest(before + after) < least) continue;
    joined.reference.push(before);
    joined.current.push(after);
    [before, after] = [0, 0];
  }
  if (before + after === 0) return joined;
  if (joined.reference.length === 0) return { reference: [before], current: [after] };
  joined.reference[joined.reference.length - 1]! += before;
  joined.current[joined.current.length - 1]! += after;
  return joined;
}

/** Cramér's V of a 2 × K table, 0 to 1. @param pair counts per bin */
export function cramersV(pair: BinnedPair): number {
  const { statistic } = homogeneityTest(pair);
  return Math.sqrt(statistic / (totalOf(pair.reference) + totalOf(pair.current)));
}

/** Cramér's V less what chance brings. @param pair counts per bin @source Bergsma (2013) */
export function cramersVCorrected(pair: BinnedPair): number {
  const { statistic, degreesOfFreedom } = homogeneityTest(pair);
  const rows = totalOf(pair.reference) + totalOf(pair.current);
  const phi = Math.max(0, statistic / rows - degreesOfFreedom / (rows - 1));
  const columns = degreesOfFreedom + 1 - degreesOfFreedom ** 2 / (rows - 1);
  const sides = 2 - 1 / (rows - 1);
  return Math.sqrt(phi / Math.min(columns - 1, sides - 1));
}
