import { applyIsotonic, type IsotonicCalibrator } from "./isotonic.js";
import { applyPlatt, type PlattCalibrator } from "./platt.js";

/** Leaves probabilities as they are. */
export interface IdentityCalibrator {
  readonly kind: "identity";
}

/** A fitted calibrator: plain JSON, stored with the model. */
export type Calibrator = IdentityCalibrator | PlattCalibrator | IsotonicCalibrator;

/**
 * Calibrated probabilities.
 * @param calibrator fitted
 * @param probabilities of the model, per row
 * @returns a new array of the same length, in [0, 1]
 */
export function applyCalibrator(calibrator: Calibrator, probabilities: Float64Array): Float64Array {
  if (calibrator.kind === "platt") return applyPlatt(calibrator, probabilities);
  if (calibrator.kind === "isotonic") return applyIsotonic(calibrator, probabilities);
  return probabilities.slice();
}
