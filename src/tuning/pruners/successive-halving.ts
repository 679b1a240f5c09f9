import { compareValues, type TrialRecord } from "../trial.js";
import { allPeers, type PruneRequest, type Pruner } from "./pruner.js";

/** Keeps the best 1/`reduction` of the trials at each of a row of steps that grows by the same factor. */
export interface SuccessiveHalvingPrunerOptions {
  readonly kind: "successive-halving";
  /** Step of the first judgement; by default a hundredth of the longest complete trial, at least 1. */
  readonly minResource?: number;
  /** Factor between rungs and share that is kept, a whole number ≥ 2; default 4. */
  readonly reduction?: number;
  /** Rungs that are skipped at the start; default 0. */
  readonly earlyStoppingRate?: number;
}

function longest(trials: readonly TrialRecord[]): number | undefined {
  const lasts = trials.flatMap((trial) => (trial.state === "complete" ? (trial.reports.at(-1)?.step ?? []) : []));
  return lasts.length === 0 ? undefined : Math.max(...lasts);
}

function minResourceOf(options: SuccessiveHalvingPrunerOptions, trials: readonly TrialRecord[]): number | undefined {
  if (options.minResource !== undefined) return options.minResource;
  const last = longest(trials);
  return last === undefined ? undefined : Math.max(Math.floor(last / 100), 1);
}

/** The value with which a trial reached a rung. Every report is followed by a judgement, so a trial that went on passed. */
function rungValue(trial: TrialRecord, rungStep: number): number | undefined {
  return trial.reports.find((report) => report.step >= rungStep)?.value;
}

function isBelowCut(request: PruneRequest, rungStep: number, reduction: number): boolean {
  const value = request.trial.reports.at(-1)!.value;
  if (Number.isNaN(value)) return true;
  const rivals = request.others.flatMap((trial) => rungValue(trial, rungStep) ?? []);
  const ranked = [...rivals, value].sort((left, right) => compareValues(left, right, request.direction));
  const kept = Math.max(1, Math.floor(ranked.length / reduction));
  return compareValues(value, ranked[kept - 1]!, request.direction) > 0;
}

/** The rung steps that the newest report reached and the one before it had not. */
function newRungs(trial: TrialRecord, first: number, reduction: number): readonly number[] {
  const last = trial.reports.at(-1)!.step;
  const previous = trial.reports.at(-2)?.step ?? Number.NEGATIVE_INFINITY;
  const steps: number[] = [];
  for (let step = first; step <= last; step *= reduction) if (step > previous) steps.push(step);
  return steps;
}

/**
 * An asynchronous successive-halving pruner.
 * @source Li et al., A System for Massively Parallel Hyperparameter Tuning (2020); Optuna 5
 */
export function createSuccessiveHalvingPruner(options: SuccessiveHalvingPrunerOptions): Pruner {
  const reduction = options.reduction ?? 4;
  return {
    shouldPrune: (request) => {
      const minResource = minResourceOf(options, request.others);
      if (minResource === undefined || request.trial.reports.length === 0) return false;
      const first = minResource * reduction ** (options.earlyStoppingRate ?? 0);
      return newRungs(request.trial, first, reduction).some((step) => isBelowCut(request, step, reduction));
    },
    peersOf: allPeers,
  };
}
