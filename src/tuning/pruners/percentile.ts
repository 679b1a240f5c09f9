import { quantiles } from "#statistics";
import { compareValues, type StudyDirection, type TrialRecord } from "../trial.js";
import { allPeers, type PruneRequest, type Pruner, reportAt } from "./pruner.js";

interface PercentileSettings {
  /** Complete trials before it acts; default 5. */
  readonly startupTrials?: number;
  /** Steps that are never judged; default 0. */
  readonly warmupSteps?: number;
  /** Judges at the first report of every interval of this many steps; default 1. */
  readonly intervalSteps?: number;
  /** Complete trials that must have reported at the same step; default 1. */
  readonly minTrials?: number;
}

/** Keeps trials whose best value so far is within the best `percentile` percent at the same step. */
export interface PercentilePrunerOptions extends PercentileSettings {
  readonly kind: "percentile";
  /** In (0, 100). */
  readonly percentile: number;
}

/** Keeps trials whose best value so far is no worse than the median of complete trials at the same step. */
export interface MedianPrunerOptions extends PercentileSettings {
  readonly kind: "median";
}

function isFirstOfInterval(trial: TrialRecord, step: number, warmup: number, interval: number): boolean {
  const start = Math.floor((step - warmup) / interval) * interval + warmup;
  const previous = trial.reports.at(-2)?.step ?? Number.NEGATIVE_INFINITY;
  return previous < start;
}

function bestReport(trial: TrialRecord, direction: StudyDirection): number {
  return trial.reports
    .map((report) => report.value)
    .reduce((best, value) => (compareValues(value, best, direction) < 0 ? value : best), Number.NaN);
}

function valuesAt(trials: readonly TrialRecord[], step: number): Float64Array {
  const values = trials.map((trial) => reportAt(trial, step));
  return Float64Array.from(values.filter((value) => value !== undefined && !Number.isNaN(value)) as number[]);
}

function isBehind(request: PruneRequest, options: PercentilePrunerOptions, step: number): boolean {
  const complete = request.others.filter((trial) => trial.state === "complete");
  if (complete.length === 0 || complete.length < (options.startupTrials ?? 5)) return false;
  const best = bestReport(request.trial, request.direction);
  if (Number.isNaN(best)) return true;
  const values = valuesAt(complete, step);
  if (values.length === 0 || values.length < (options.minTrials ?? 1)) return false;
  const share = options.percentile / 100;
  const bound = quantiles(values, [request.direction === "minimize" ? share : 1 - share])[0]!;
  return compareValues(best, bound, request.direction) > 0;
}

/**
 * A pruner that compares a trial's best value so far with a percentile of complete trials at the same step.
 * @source Golovin et al., Google Vizier (2017), median stopping rule; Optuna 5
 */
export function createPercentilePruner(options: PercentilePrunerOptions): Pruner {
  const warmup = options.warmupSteps ?? 0;
  return {
    shouldPrune: (request) => {
      const step = request.trial.reports.at(-1)?.step;
      if (step === undefined || step < warmup) return false;
      if (!isFirstOfInterval(request.trial, step, warmup, options.intervalSteps ?? 1)) return false;
      return isBehind(request, options, step);
    },
    peersOf: allPeers,
  };
}

/** A percentile pruner at the median. */
export function createMedianPruner(options: MedianPrunerOptions): Pruner {
  return createPercentilePruner({ ...options, kind: "percentile", percentile: 50 });
}
