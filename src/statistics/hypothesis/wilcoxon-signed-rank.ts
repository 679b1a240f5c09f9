import { midRanks } from "../description/mid-ranks.js";
import { normalSurvival } from "../distributions/normal.js";

/** Which way the differences are suspected to lean. */
export type Alternative = "two-sided" | "greater" | "less";

/** Outcome of a signed-rank test. */
export interface SignedRankTest {
  /** Sum of the ranks of positive differences, and half the ranks of zeros. */
  readonly statistic: number;
  readonly pValue: number;
  readonly method: "exact" | "normal";
}

const largestExactSize = 50;

/**
 * Wilcoxon's signed-rank test of paired differences; the ranks of zeros are shared between both signs.
 * Up to 50 differences the p-value is exact given the observed ranks, ties and zeros included; above that it is the
 * normal approximation with tie and continuity correction.
 * @param differences one per pair, no NaN
 * @param options.alternative default `two-sided`; `greater` looks for differences above zero
 * @param options.zeros `split` is the only way of treating zeros
 * @returns p-value 1 for no differences or only zeros
 * @source Wilcoxon (1945); Pratt (1959) for ranking zeros along with the rest
 */
export function wilcoxonSignedRank(
  differences: ArrayLike<number>,
  options: { readonly alternative?: Alternative; readonly zeros?: "split" } = {},
): SignedRankTest {
  const values = Float64Array.from(differences);
  const ranks = midRanks(values.map(Math.abs));
  let statistic = 0;
  for (let pair = 0; pair < values.length; pair += 1) {
    statistic += ranks[pair]! * (values[pair]! > 0 ? 1 : values[pair] === 0 ? 0.5 : 0);
  }
  const isExact = values.length <= largestExactSize;
  const tails = isExact ? exactTails(values, ranks, statistic) : normalTails(values, ranks, statistic);
  return {
    statistic,
    pValue: pValueOf(tails, options.alternative ?? "two-sided"),
    method: isExact ? "exact" : "normal",
  };
}

interface Tails {
  /** Probability of a statistic at least as high. */
  readonly upper: number;
  /** Probability of a statistic at least as low. */
  readonly lower: number;
}

function pValueOf(tails: Tails, alternative: Alternative): number {
  if (alternative === "greater") return Math.min(1, tails.upper);
  if (alternative === "less") return Math.min(1, tails.lower);
  return Math.min(1, 2 * Math.min(tails.upper, tails.lower));
}

/** Sums over all equally likely signs; ranks are doubled so that shared ranks are whole numbers. */
function exactTails(values: Float64Array, ranks: Float64Array, statistic: number): Tails {
  const doubled = Array.from(
    ranks.filter((_, pair) => values[pair] !== 0),
    (rank) => Math.round(2 * rank),
  );
  const highest = doubled.reduce((total, rank) => total + rank, 0);
  const chances = new Float64Array(highest + 1);
  chances[0] = 1;
  let reached = 0;
  for (const rank of doubled) {
    reached += rank;
    for (let total = reached; total >= 0; total -= 1) {
      chances[total] = 0.5 * (chances[total]! + (total >= rank ? chances[total - rank]! : 0));
    }
  }
  const zeroShare = ranks.reduce((total, rank, pair) => (values[pair] === 0 ? total + rank : total), 0);
  const observed = Math.round(2 * statistic - zeroShare);
  return {
    upper: chances.subarray(observed).reduce((total, chance) => total + chance, 0),
    lower: chances.subarray(0, observed + 1).reduce((total, chance) => total + chance, 0),
  };
}

function normalTails(values: Float64Array, ranks: Float64Array, statistic: number): Tails {
  const n = values.length;
  const centre = (n * (n + 1)) / 4;
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1) - tieCorrection(ranks) / 2) / 24);
  if (spread === 0 || values.every((value) => value === 0)) return { upper: 1, lower: 1 };
  const tail = (distance: number): number => normalSurvival((distance - 0.5) / spread);
  return { upper: tail(statistic - centre), lower: tail(centre - statistic) };
}

function tieCorrection(ranks: Float64Array): number {
  const sorted = Float64Array.from(ranks).sort();
  let total = 0;
  let start = 0;
  for (let end = 1; end <= sorted.length; end += 1) {
    if (end < sorted.length && sorted[end] === sorted[start]) continue;
    total += (end - start) ** 3 - (end - start);
    start = end;
  }
  return total;
}
