import {
  applyCalibrator,
  type Calibrator,
  compareLogLoss,
  fitIsotonic,
  fitPlatt,
  type PairedComparison,
} from "#metrics";
import type { Fold } from "./folds.js";

/** Which calibrator is used: none, a given one, or the one that proves to help. */
export type CalibrationOption = "auto" | "none" | "platt" | "isotonic";

/** What a calibrator did to the log loss of rows it had not seen. */
export interface CalibratorTrial {
  readonly kind: "platt" | "isotonic";
  /** Log loss with the calibrator less without, same rows; below zero it helped. */
  readonly comparison: PairedComparison;
}

/** The calibrator of a model and why. */
export interface CalibrationChoice {
  readonly option: CalibrationOption;
  readonly calibrator: Calibrator;
  /** Out-of-fold probabilities, each calibrated by a fit on the other folds. */
  readonly probabilities: Float64Array;
  /** Empty when the option is `none`. */
  readonly trials: readonly CalibratorTrial[];
}

/** Out-of-fold predictions. */
export interface OutOfFold {
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
  readonly folds: readonly Pick<Fold, "validRows">[];
}

type Fitter = (labels: Uint8Array, probabilities: Float64Array) => Calibrator;

const fitters: Readonly<Record<CalibratorTrial["kind"], Fitter>> = { platt: fitPlatt, isotonic: fitIsotonic };

/** One-sided 95 % after Bonferroni over the two candidates. */
const provenStatistic = -1.959963984540054;

/** Every row calibrated by a fit on the rows of the other folds. */
function crossFitted({ labels, probabilities, folds }: OutOfFold, fit: Fitter): Float64Array {
  const calibrated = new Float64Array(labels.length);
  for (const { validRows } of folds) {
    const held = new Set(validRows);
    const isOther = (_: number, row: number): boolean => !held.has(row);
    const calibrator = fit(labels.filter(isOther), probabilities.filter(isOther));
    const scores = applyCalibrator(
      calibrator,
      Float64Array.from(validRows, (row) => probabilities[row]!),
    );
    for (const [place, row] of validRows.entries()) calibrated[row] = scores[place]!;
  }
  return calibrated;
}

interface Candidate extends CalibratorTrial {
  readonly probabilities: Float64Array;
}

function tryOut(kind: CalibratorTrial["kind"], rows: OutOfFold): Candidate {
  const probabilities = crossFitted(rows, fitters[kind]);
  return { kind, probabilities, comparison: compareLogLoss(rows.labels, probabilities, rows.probabilities) };
}

function provenBest(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates
    .filter(({ comparison }) => comparison.statistic < provenStatistic)
    .toSorted((left, right) => left.comparison.difference.value - right.comparison.difference.value)[0];
}

/**
 * Finds out whether a calibrator lowers the log loss of rows it was not fitted on, and fits the one to use on all of them.
 * Under `auto` a calibrator is used only when it helps by more than chance: the paired difference must be below zero with
 * one-sided 95 % confidence, corrected for the two that are tried.
 * @param rows out-of-fold predictions with the folds they came from
 * @throws InvalidInput `metrics/calibrator-not-identified` when Platt's line has no finite best fit
 */
export function chooseCalibrator(rows: OutOfFold, option: CalibrationOption): CalibrationChoice {
  const none = { option, calibrator: { kind: "identity" } as const, probabilities: rows.probabilities };
  if (option === "none") return { ...none, trials: [] };
  const kinds = option === "auto" ? (["platt", "isotonic"] as const) : [option];
  const candidates = kinds.map((kind) => tryOut(kind, rows));
  const trials = candidates.map(({ kind, comparison }) => ({ kind, comparison }));
  const chosen = option === "auto" ? provenBest(candidates) : candidates[0];
  if (chosen === undefined) return { ...none, trials };
  const calibrator = fitters[chosen.kind](rows.labels, rows.probabilities);
  return { option, calibrator, probabilities: chosen.probabilities, trials };
}
