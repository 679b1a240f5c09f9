import { mean, pairedZTest } from "#statistics";
import type { Estimate } from "../estimate.js";
import { requireScoredRows } from "../scored-rows.js";
import { normalEstimate } from "../uncertainty/comparison.js";
import { fitLogisticLine, type LogisticLine } from "./logistic-line.js";
import { logit } from "./loss.js";

function calibrationLine(labels: Uint8Array, probabilities: Float64Array): LogisticLine | undefined {
  requireScoredRows(labels, probabilities);
  return fitLogisticLine({ labels, x: probabilities.map(logit) });
}

/**
 * Slope of the labels' log-odds on the probabilities' log-odds.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @returns 1 when right, below 1 when probabilities are too extreme, above 1 when too timid; NaN when the line has no
 * finite fit (one class only, equal probabilities, or classes separated)
 * @source Cox (1958)
 */
export function calibrationSlope(labels: Uint8Array, probabilities: Float64Array): number {
  return calibrationLine(labels, probabilities)?.slope ?? Number.NaN;
}

/**
 * Intercept of the same line as {@link calibrationSlope}.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @returns 0 when right; NaN when the line has no finite fit
 */
export function calibrationIntercept(labels: Uint8Array, probabilities: Float64Array): number {
  return calibrationLine(labels, probabilities)?.intercept ?? Number.NaN;
}

/**
 * Mean probability less share of positives.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @returns 0 when right, above 0 when the probabilities are too high on the whole; in [−1, 1]
 */
export function calibrationInTheLarge(labels: Uint8Array, probabilities: Float64Array): number {
  requireScoredRows(labels, probabilities);
  return mean(probabilities) - mean(labels);
}

/**
 * {@link calibrationSlope} with the normal interval of the fit.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @param level default 0.95
 */
export function calibrationSlopeEstimate(labels: Uint8Array, probabilities: Float64Array, level = 0.95): Estimate {
  const line = calibrationLine(labels, probabilities);
  return normalEstimate({
    value: line?.slope ?? Number.NaN,
    standardError: Math.sqrt(line?.slopeVariance ?? Number.NaN),
    sampleSize: labels.length,
    level,
    method: "normal",
  });
}

/**
 * {@link calibrationIntercept} with the normal interval of the fit.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @param level default 0.95
 */
export function calibrationInterceptEstimate(labels: Uint8Array, probabilities: Float64Array, level = 0.95): Estimate {
  const line = calibrationLine(labels, probabilities);
  return normalEstimate({
    value: line?.intercept ?? Number.NaN,
    standardError: Math.sqrt(line?.interceptVariance ?? Number.NaN),
    sampleSize: labels.length,
    level,
    method: "normal",
  });
}

/**
 * {@link calibrationInTheLarge} with the normal interval of a mean over rows.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @param level default 0.95
 */
export function calibrationInTheLargeEstimate(labels: Uint8Array, probabilities: Float64Array, level = 0.95): Estimate {
  requireScoredRows(labels, probabilities);
  const { meanDifference, standardError } = pairedZTest(
    probabilities.map((probability, row) => probability - labels[row]!),
  );
  return normalEstimate({ value: meanDifference, standardError, sampleSize: labels.length, level, method: "normal" });
}
