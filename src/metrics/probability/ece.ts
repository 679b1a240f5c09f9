import { reliabilityCurve } from "../curves/reliability-curve.js";

/**
 * Expected calibration error: mean distance of probability and share of positives over bins of equally many rows.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @param binCount default 10
 * @returns in [0, 1], lower is better; above 0 by chance alone, more so for few rows
 */
export function ece(labels: Uint8Array, probabilities: Float64Array, binCount = 10): number {
  return reliabilityCurve(labels, probabilities, { binCount }).reduce(
    (total, { count, predicted, observed }) => total + (count / labels.length) * Math.abs(predicted - observed),
    0,
  );
}
