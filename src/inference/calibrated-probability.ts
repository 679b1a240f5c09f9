import { applyCalibrator } from "#metrics";
import type { ModelDocument } from "./model-document.js";

/** A model's probabilities of what its forest says: the forest's own ones unless the model has a calibrator. */
export function calibratedProbabilities(
  { calibrator }: Pick<ModelDocument, "calibrator">,
  probabilities: Float64Array,
): Float64Array {
  return calibrator.kind === "identity" ? probabilities : applyCalibrator(calibrator, probabilities);
}

/**
 * A model's probability of a margin.
 * @param margin log-odds, before calibration
 */
export function probabilityOfMargin(model: Pick<ModelDocument, "calibrator">, margin: number): number {
  return calibratedProbabilities(model, Float64Array.of(1 / (1 + Math.exp(-margin))))[0]!;
}
