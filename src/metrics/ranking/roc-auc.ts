import { groupByScore } from "../scored-rows.js";

/**
 * Chance that a random positive has a higher score than a random negative, ties counting half.
 * @param labels 0 or 1 per row
 * @param scores any numbers; only their order matters
 * @returns in [0, 1], higher is better; NaN when a class is missing
 * @source Hanley and McNeil (1982)
 */
export function rocAuc(labels: Uint8Array, scores: Float64Array): number {
  const { truePositives, falsePositives, positives, negatives } = groupByScore(labels, scores);
  let doubledWins = 0;
  let positivesAbove = 0;
  let negativesAbove = 0;
  for (let group = 0; group < truePositives.length; group += 1) {
    doubledWins += (falsePositives[group]! - negativesAbove) * (positivesAbove + truePositives[group]!);
    positivesAbove = truePositives[group]!;
    negativesAbove = falsePositives[group]!;
  }
  return doubledWins / (2 * positives * negatives);
}
