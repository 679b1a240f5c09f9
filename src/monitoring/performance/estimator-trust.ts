import type { PerformanceMetricName } from "./metric-names.js";
import type { PerformanceEntry } from "./timeline.js";

/** How good estimates without labels turned out to be, once there were labels. */
export interface EstimatorTrust {
  readonly metric: PerformanceMetricName;
  /** Mature windows it rests on. */
  readonly windows: number;
  readonly meanAbsoluteError: number;
  /** Share of windows whose realised value lay in the estimate's band, widened by the realised value's own error. */
  readonly coverage: number;
  /** False: the estimate informs, and starts nothing. */
  readonly isTrusted: boolean;
}

const newestWindows = 30;
const fewestWindows = 5;
const leastCoverage = 0.8;

/**
 * Judges an estimator by its own past, over the newest 30 mature windows.
 * Below five of them nothing is known against it or for it: it is not trusted to act.
 */
export function estimatorTrust(entries: readonly PerformanceEntry[], metric: PerformanceMetricName): EstimatorTrust {
  const judged = entries
    .flatMap(({ estimated, realised }) => {
      const [guess, truth] = [estimated[metric], realised?.[metric]];
      return guess === undefined || truth === undefined ? [] : [{ guess, truth }];
    })
    .slice(-newestWindows);
  const errors = judged.map(({ guess, truth }) => Math.abs(guess.value - truth.value));
  // The band is that of the realised value given the calibrated probabilities, so it covers the value itself.
  const covered = judged.filter(({ guess, truth }) => truth.value >= guess.low && truth.value <= guess.high);
  const windows = judged.length;
  const coverage = windows === 0 ? 0 : covered.length / windows;
  return {
    metric,
    windows,
    meanAbsoluteError: windows === 0 ? 0 : errors.reduce((sum, error) => sum + error, 0) / windows,
    coverage,
    isTrusted: windows >= fewestWindows && coverage >= leastCoverage,
  };
}
