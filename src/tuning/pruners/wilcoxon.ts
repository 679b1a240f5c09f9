import { wilcoxonSignedRank } from "#statistics";
import { bestOf, compareValues, type TrialRecord } from "../trial.js";
import { allPeers, type PruneRequest, type Pruner, reportAt } from "./pruner.js";

/** Gives up on a trial whose values, fold by fold, are significantly worse than the best trial's. The one for cross-validation. */
export interface WilcoxonPrunerOptions {
  readonly kind: "wilcoxon";
  /** One-sided p-value below which a trial is pruned, in (0, 1); default 0.1. */
  readonly pThreshold?: number;
  /** Steps in common with the best trial before it acts; default 2. */
  readonly startupSteps?: number;
}

const meanOf = (trial: TrialRecord): number =>
  trial.reports.reduce((sum, report) => sum + report.value, 0) / trial.reports.length;

/** Differences that are above 0 where the trial is worse than the best one. */
function shortfalls(request: PruneRequest, best: TrialRecord): Float64Array {
  const sign = request.direction === "minimize" ? 1 : -1;
  const differences = request.trial.reports.flatMap(({ step, value }) => {
    const other = reportAt(best, step);
    return other === undefined || !Number.isFinite(value - other) ? [] : [sign * (value - other)];
  });
  return Float64Array.from(differences);
}

/**
 * A pruner that tests a trial against the best complete one with the signed-rank test on the steps they share.
 * @source Wilcoxon (1945); zeros split as in SciPy's `zsplit`; Optuna 5
 */
export function createWilcoxonPruner(options: WilcoxonPrunerOptions): Pruner {
  const threshold = options.pThreshold ?? 0.1;
  const startup = Math.max(options.startupSteps ?? 2, 1);
  return {
    shouldPrune: (request) => {
      const best = bestOf(request.others, request.direction);
      if (best === undefined || best.reports.length === 0) return false;
      if (compareValues(meanOf(request.trial), meanOf(best), request.direction) <= 0) return false;
      const differences = shortfalls(request, best);
      return differences.length >= startup && signedRankP(differences) < threshold;
    },
    peersOf: allPeers,
  };
}

function signedRankP(differences: Float64Array): number {
  return wilcoxonSignedRank(differences, { alternative: "greater", zeros: "split" }).pValue;
}
