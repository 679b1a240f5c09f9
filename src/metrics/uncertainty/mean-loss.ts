import { mean, pairedZTest } from "#statistics";
import type { Estimate } from "../estimate.js";
import { rowBrierScores, rowLogLosses } from "../probability/loss.js";
import { normalComparison, normalEstimate, type PairedComparison } from "./comparison.js";

function meanEstimate(losses: Float64Array, level: number): Estimate {
  const { meanDifference, standardError } = pairedZTest(losses);
  return normalEstimate(
    { value: meanDifference, standardError, sampleSize: losses.length, level, method: "normal" },
    { low: 0, high: Number.POSITIVE_INFINITY },
  );
}

function compareMeans(candidate: Float64Array, baseline: Float64Array, level: number): PairedComparison {
  const { meanDifference, standardError } = pairedZTest(candidate.map((loss, row) => loss - baseline[row]!));
  return normalComparison(
    { candidate: mean(candidate), baseline: mean(baseline) },
    { value: meanDifference, standardError, sampleSize: candidate.length, level, method: "normal" },
  );
}

/**
 * Log loss with a normal interval, mean ± z·se.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @param level default 0.95
 */
export function logLossEstimate(labels: Uint8Array, probabilities: Float64Array, level = 0.95): Estimate {
  return meanEstimate(rowLogLosses(labels, probabilities), level);
}

/**
 * Brier score with a normal interval, mean ± z·se.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @param level default 0.95
 */
export function brierEstimate(labels: Uint8Array, probabilities: Float64Array, level = 0.95): Estimate {
  return meanEstimate(rowBrierScores(labels, probabilities), level);
}

/**
 * Log loss of two models on the same rows; a difference below zero speaks for the candidate.
 * @param labels 0 or 1 per row
 * @param candidate probabilities per row
 * @param baseline probabilities per row
 * @param level of the interval, default 0.95
 */
export function compareLogLoss(
  labels: Uint8Array,
  candidate: Float64Array,
  baseline: Float64Array,
  level = 0.95,
): PairedComparison {
  return compareMeans(rowLogLosses(labels, candidate), rowLogLosses(labels, baseline), level);
}

/**
 * Brier score of two models on the same rows, as {@link compareLogLoss}.
 * @param labels 0 or 1 per row
 * @param candidate probabilities per row
 * @param baseline probabilities per row
 * @param level of the interval, default 0.95
 */
export function compareBrier(
  labels: Uint8Array,
  candidate: Float64Array,
  baseline: Float64Array,
  level = 0.95,
): PairedComparison {
  return compareMeans(rowBrierScores(labels, candidate), rowBrierScores(labels, baseline), level);
}
