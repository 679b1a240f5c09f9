import { sum } from "#statistics";
import { requireScoredRows } from "../scored-rows.js";

const smallest = 1e-15;

/**
 * A probability moved into [1e-15, 1 − 1e-15], so that its logarithm is finite.
 * @param probability in [0, 1]
 */
export function clipped(probability: number): number {
  return Math.min(Math.max(probability, smallest), 1 - smallest);
}

/**
 * Natural log of the odds of a probability, after clipping at 1e-15.
 * @param probability in [0, 1]
 */
export function logit(probability: number): number {
  const inside = clipped(probability);
  return Math.log(inside) - Math.log1p(-inside);
}

/**
 * −log of the probability that was given to what happened, per row, after clipping at 1e-15.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @returns one loss per row, at least 0
 */
export function rowLogLosses(labels: Uint8Array, probabilities: Float64Array): Float64Array {
  requireScoredRows(labels, probabilities);
  return probabilities.map((probability, row) => {
    const inside = clipped(probability);
    return labels[row] === 1 ? -Math.log(inside) : -Math.log1p(-inside);
  });
}

/**
 * Mean of −log of the probability that was given to what happened (natural log, clipped at 1e-15).
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @returns at least 0, lower is better
 */
export function logLoss(labels: Uint8Array, probabilities: Float64Array): number {
  return sum(rowLogLosses(labels, probabilities)) / labels.length;
}

/**
 * Squared distance of probability and label per row, in [0, 1].
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 */
export function rowBrierScores(labels: Uint8Array, probabilities: Float64Array): Float64Array {
  requireScoredRows(labels, probabilities);
  return probabilities.map((probability, row) => (probability - labels[row]!) ** 2);
}

/**
 * Mean squared distance of probability and label.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @returns in [0, 1], lower is better
 * @source Brier (1950)
 */
export function brier(labels: Uint8Array, probabilities: Float64Array): number {
  return sum(rowBrierScores(labels, probabilities)) / labels.length;
}
