import { crc32 } from "node:zlib";
import type { TrialRecord } from "../trial.js";
import type { Pruner } from "./pruner.js";
import { createSuccessiveHalvingPruner } from "./successive-halving.js";

/** Several successive-halving pruners side by side, from eager to patient; each trial belongs to one of them. */
export interface HyperbandPrunerOptions {
  readonly kind: "hyperband";
  /** Step of the first judgement of the most eager bracket; default 1. */
  readonly minResource?: number;
  /** Steps of a whole trial; by default one more than the last step of the longest complete trial. */
  readonly maxResource?: number;
  /** Factor between rungs, a whole number ≥ 2; default 3. */
  readonly reduction?: number;
}

/**
 * How many trials out of a round each bracket gets.
 * @returns one whole number per bracket, most eager first
 */
export function bracketBudgets(minResource: number, maxResource: number, reduction: number): readonly number[] {
  const ratio = Math.log(maxResource / minResource) / Math.log(reduction);
  const brackets = Math.max(1, Math.floor(ratio + 1e-9) + 1);
  return Array.from({ length: brackets }, (_, bracket) => {
    const rungs = brackets - 1 - bracket;
    return Math.ceil((brackets * reduction ** rungs) / (rungs + 1));
  });
}

/** The bracket of a trial, from a checksum of the study's name and the trial's number, so that it never changes. */
export function bracketOf(study: string, number: number, budgets: readonly number[]): number {
  const total = budgets.reduce((sum, budget) => sum + budget, 0);
  let rest = crc32(`${study}_${number}`) % total;
  return budgets.findIndex((budget) => {
    rest -= budget;
    return rest < 0;
  });
}

function budgetsOf(options: HyperbandPrunerOptions, trials: readonly TrialRecord[]): readonly number[] | undefined {
  const lasts = trials.flatMap((trial) => (trial.state === "complete" ? (trial.reports.at(-1)?.step ?? []) : []));
  const maxResource = options.maxResource ?? (lasts.length === 0 ? undefined : Math.max(...lasts) + 1);
  if (maxResource === undefined) return undefined;
  return bracketBudgets(options.minResource ?? 1, maxResource, options.reduction ?? 3);
}

/**
 * A Hyperband pruner.
 * @source Li et al., Hyperband (2018); Optuna 5
 */
export function createHyperbandPruner(options: HyperbandPrunerOptions): Pruner {
  const bracketPruner = (bracket: number): Pruner =>
    createSuccessiveHalvingPruner({
      kind: "successive-halving",
      minResource: options.minResource ?? 1,
      reduction: options.reduction ?? 3,
      earlyStoppingRate: bracket,
    });
  const peersOf: Pruner["peersOf"] = (study, number, trials) => {
    const budgets = budgetsOf(options, trials);
    if (budgets === undefined) return trials;
    const bracket = bracketOf(study, number, budgets);
    return trials.filter((trial) => trial.number < 0 || bracketOf(study, trial.number, budgets) === bracket);
  };
  return {
    shouldPrune: (request) => {
      const budgets = budgetsOf(options, request.others);
      if (budgets === undefined) return false;
      const bracket = bracketOf(request.study, request.trial.number, budgets);
      const others = request.others.filter((other) => bracketOf(request.study, other.number, budgets) === bracket);
      return bracketPruner(bracket).shouldPrune({ ...request, others });
    },
    peersOf,
  };
}
