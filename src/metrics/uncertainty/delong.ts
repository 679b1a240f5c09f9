import { covariance, mean, midRanks } from "#statistics";
import type { Estimate } from "../estimate.js";
import { requireScoredRows } from "../scored-rows.js";
import { normalComparison, normalEstimate, type PairedComparison } from "./comparison.js";

/** Structural components of an AUC. */
interface Components {
  /** For each positive, the share of negatives it beats, ties counting half. */
  readonly ofPositives: Float64Array;
  /** For each negative, the share of positives that beat it, ties counting half. */
  readonly ofNegatives: Float64Array;
}

function components(labels: Uint8Array, scores: Float64Array): Components {
  requireScoredRows(labels, scores);
  const ranks = midRanks(scores);
  const isLabel = (label: number) => (_: number, row: number) => labels[row] === label;
  const positiveRanks = midRanks(scores.filter(isLabel(1)));
  const negativeRanks = midRanks(scores.filter(isLabel(0)));
  const positives = positiveRanks.length;
  const negatives = negativeRanks.length;
  return {
    ofPositives: ranks.filter(isLabel(1)).map((rank, place) => (rank - positiveRanks[place]!) / negatives),
    ofNegatives: ranks.filter(isLabel(0)).map((rank, place) => 1 - (rank - negativeRanks[place]!) / positives),
  };
}

function aucCovariance(left: Components, right: Components): number {
  return (
    covariance(left.ofPositives, right.ofPositives) / left.ofPositives.length +
    covariance(left.ofNegatives, right.ofNegatives) / left.ofNegatives.length
  );
}

/**
 * The AUC with DeLong's interval, in O(n log n).
 * @param labels 0 or 1 per row
 * @param scores per row, any numbers; a higher one means a more likely positive
 * @param level default 0.95
 * @returns NaN when a class is missing; NaN ends when a class has one row; no width when the classes are separated
 * @source DeLong, DeLong and Clarke-Pearson (1988); Sun and Xu (2014) for the mid-ranks
 */
export function rocAucEstimate(labels: Uint8Array, scores: Float64Array, level = 0.95): Estimate {
  const parts = components(labels, scores);
  return normalEstimate(
    {
      value: mean(parts.ofPositives),
      standardError: Math.sqrt(aucCovariance(parts, parts)),
      sampleSize: labels.length,
      level,
      method: "delong",
    },
    { low: 0, high: 1 },
  );
}

/**
 * DeLong's test of two models' AUC on the same rows, in O(n log n).
 * @param labels 0 or 1 per row
 * @param candidate scores per row
 * @param baseline scores per row
 * @param level of the interval, default 0.95
 * @source as {@link rocAucEstimate}
 */
export function compareRocAuc(
  labels: Uint8Array,
  candidate: Float64Array,
  baseline: Float64Array,
  level = 0.95,
): PairedComparison {
  const first = components(labels, candidate);
  const second = components(labels, baseline);
  const difference: Components = {
    ofPositives: first.ofPositives.map((value, place) => value - second.ofPositives[place]!),
    ofNegatives: first.ofNegatives.map((value, place) => value - second.ofNegatives[place]!),
  };
  return normalComparison(
    { candidate: mean(first.ofPositives), baseline: mean(second.ofPositives) },
    {
      value: mean(difference.ofPositives),
      standardError: Math.sqrt(aucCovariance(difference, difference)),
      sampleSize: labels.length,
      level,
      method: "delong",
    },
  );
}
