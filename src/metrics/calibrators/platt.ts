import { invalidInput } from "#kernel";
import { fitLogisticLine } from "../probability/logistic-line.js";
import { logit } from "../probability/loss.js";
import { requireScoredRows } from "../scored-rows.js";

/** A line on the log-odds scale. */
export interface PlattCalibrator {
  readonly kind: "platt";
  readonly intercept: number;
  readonly slope: number;
}

/**
 * Fits the line that makes probabilities most likely.
 * @param labels of rows the model did not learn from
 * @param probabilities of the model, per row
 * @param weights per row, at least 0; all 1 when left out
 * @throws InvalidInput `metrics/calibrator-not-identified` when the rows have no finite best line
 * @source Platt (1999), on the log-odds and without his smoothed targets
 */
export function fitPlatt(labels: Uint8Array, probabilities: Float64Array, weights?: Float64Array): PlattCalibrator {
  requireScoredRows(labels, probabilities);
  const line = fitLogisticLine({ labels, x: probabilities.map(logit), ...(weights === undefined ? {} : { weights }) });
  if (line === undefined) {
    throw invalidInput(
      "metrics/calibrator-not-identified",
      `the ${labels.length} calibration rows have one class only, equal probabilities, or are separated by them; calibrate on more rows`,
    );
  }
  return { kind: "platt", intercept: line.intercept, slope: line.slope };
}

/**
 * Calibrated probabilities, one per input, in [0, 1].
 * @param calibrator fitted
 * @param probabilities of label 1, per row, in [0, 1]
 */
export function applyPlatt(calibrator: PlattCalibrator, probabilities: Float64Array): Float64Array {
  const { intercept, slope } = calibrator;
  return probabilities.map((probability) => 1 / (1 + Math.exp(-intercept - slope * logit(probability))));
}
