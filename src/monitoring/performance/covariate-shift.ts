import { quantile } from "#statistics";
import { fitScoreCalibration, type ScoreCalibration } from "./score-calibration.js";

/** Below this many effective reference rows nothing is said about a shifted window. */
export const fewestEffectiveRows = 100;
/** Above this AUC of reference against window, the reference says nothing about the window's rows. */
export const largestDomainAuc = 0.9;

/**
 * How much more often a reference row's like occurs in the window, clipped at the 99th percentile.
 * @param windowChances of each reference row to be of the window, by a classifier that did not see the row
 * @param rows numbers of rows the classifier was fitted on
 * @source Białek et al., arXiv 2401.08348 (PAPE)
 */
export function densityRatios(
  windowChances: Float64Array,
  rows: { readonly reference: number; readonly window: number },
): Float64Array {
  const scale = rows.reference / rows.window;
  const ratios = windowChances.map((chance) => (scale * chance) / Math.max(1e-12, 1 - chance));
  const largest = quantile(ratios, 0.99);
  return ratios.map((ratio) => Math.min(ratio, largest));
}

/** Number of equally weighted rows that carry as much: (Σw)² / Σw². */
export function effectiveSampleSize(weights: Float64Array): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  return squares === 0 ? 0 : (sum * sum) / squares;
}

/** Above this share of rows beyond what the reference ever had, trees and calibration only repeat their outermost values. */
export const largestOffSupport = 0.1;
/** A classifier that tells reference and window apart by chance with more than this p says that their inputs are distributed alike. */
const leastShiftPValue = 0.01;

/** A calibration for a window under covariate shift, or why there is none. */
export type ShiftedCalibration =
  /** The inputs are distributed as in the reference as far as the classifier can tell: the calibration of training holds. */
  | { readonly kind: "same" }
  | { readonly kind: "fitted"; readonly calibration: ScoreCalibration }
  | { readonly kind: "refused"; readonly reason: string };

/** How a window's rows differ from reference rows. */
export interface WindowShift {
  /** Per reference row, from {@link densityRatios}. */
  readonly weights: Float64Array;
  /** AUC of the classifier that told window from reference, out of fold. */
  readonly domainAuc: number;
  /** One-sided, that it does no better than chance; 0 when left out. */
  readonly domainPValue?: number;
  /** Share of window rows beyond the reference in some input; 0 when left out. */
  readonly offSupport?: number;
}

function reasonAgainst({ domainAuc, offSupport = 0 }: WindowShift, effectiveRows: number): string | null {
  if (domainAuc > largestDomainAuc) {
    return `the window's rows are unlike all reference rows (a classifier tells them apart with AUC ${domainAuc.toFixed(2)})`;
  }
  if (offSupport > largestOffSupport) {
    return `${(100 * offSupport).toFixed(0)} % of the window's rows lie beyond anything the reference has; at most ${100 * largestOffSupport} % may`;
  }
  if (effectiveRows >= fewestEffectiveRows) return null;
  return `only ${Math.round(effectiveRows)} reference rows are like the window's; ${fewestEffectiveRows} are needed`;
}

/**
 * Calibrates scores for a window under covariate shift: the reference rows, weighted to look like the window.
 * @param reference labelled rows the model did not see
 */
export function calibrateForShift(
  reference: { readonly labels: Uint8Array; readonly probabilities: Float64Array },
  shift: WindowShift,
): ShiftedCalibration {
  const reason = reasonAgainst(shift, effectiveSampleSize(shift.weights));
  if (reason !== null) return { kind: "refused", reason };
  if ((shift.domainPValue ?? 0) > leastShiftPValue) return { kind: "same" };
  const calibration = fitScoreCalibration(reference.labels, reference.probabilities, shift.weights);
  if (calibration === undefined) {
    return { kind: "refused", reason: "the weighted reference rows have one class only" };
  }
  return { kind: "fitted", calibration };
}
