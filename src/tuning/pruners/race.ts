import { normalSurvival, quantile } from "#statistics";
import { bestOf, compareValues, type TrialRecord } from "../trial.js";
import { allPeers, type PruneRequest, type Pruner, reportAt } from "./pruner.js";

/**
 * Gives up on a trial whose mean over the steps so far will hardly end better than the best trial's, or is behind a share of
 * the complete trials on the same steps. For objectives that are the mean of steps every trial goes through, such as folds.
 */
export interface RacePrunerOptions {
  readonly kind: "race";
  /** Chance of still beating the best trial below which a trial is given up, in (0, 0.5); default 0.1. */
  readonly risk?: number;
  /** Keeps trials among the best this many percent of complete trials, in (0, 100]; 100 leaves this part out; default 60. */
  readonly percentile?: number;
  /** Complete trials before it acts, at least 2; default 4. */
  readonly startupTrials?: number;
}

/** How many steps' worth of evidence the spread among complete trials counts beside the trial's own few steps. */
const pooledSteps = 4;

interface RaceRules {
  readonly risk: number;
  readonly percentile: number;
  readonly complete: readonly TrialRecord[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function squaresAround(values: readonly number[], centre: number): number {
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}

/** By how much a trial is worse than another at each step they share. */
function shortfalls(trial: TrialRecord, other: TrialRecord, sign: number): readonly number[] {
  return trial.reports.flatMap(({ step, value }) => {
    const rival = reportAt(other, step);
    return rival === undefined ? [] : [sign * (value - rival)];
  });
}

/** Variance, between steps, of the shortfall of complete trials against the best of them. */
function pooledVariance(best: TrialRecord, complete: readonly TrialRecord[], sign: number): number {
  let squares = 0;
  let freedom = 0;
  for (const trial of complete) {
    const shortfall = trial === best ? [] : shortfalls(trial, best, sign);
    if (shortfall.length < 2) continue;
    squares += squaresAround(shortfall, mean(shortfall));
    freedom += shortfall.length - 1;
  }
  return freedom === 0 ? Number.POSITIVE_INFINITY : squares / freedom;
}

/**
 * Chance that the mean shortfall over all of `steps` ends below 0, given that over some of them. The steps are exchangeable
 * and finite, so the mean of all differs from the mean m of the k seen ones by a normal variable of variance s²(1/k − 1/K).
 */
function chanceToWin(seen: readonly number[], steps: number, pooled: number): number {
  const shortfall = mean(seen);
  const variance = (pooledSteps * pooled + squaresAround(seen, shortfall)) / (pooledSteps + seen.length - 1);
  const spread = Math.sqrt(variance * (1 / seen.length - 1 / steps));
  if (spread === 0) return shortfall > 0 ? 0 : 1;
  return normalSurvival(shortfall / spread);
}

/** The mean over some steps, times `sign`, that this many percent of the complete trials are not above. */
function meanToKeepUpWith(
  complete: readonly TrialRecord[],
  steps: readonly number[],
  sign: number,
  percentile: number,
): number {
  const means = complete.flatMap((trial) => {
    const values = steps.flatMap((step) => reportAt(trial, step) ?? []);
    return values.length === steps.length ? [sign * mean(values)] : [];
  });
  return means.length === 0 ? Number.POSITIVE_INFINITY : quantile(means, percentile / 100);
}

function isBehindMost(
  { trial, direction }: PruneRequest,
  complete: readonly TrialRecord[],
  percentile: number,
): boolean {
  const sign = direction === "minimize" ? 1 : -1;
  const steps = trial.reports.map(({ step }) => step);
  const own = sign * mean(trial.reports.map(({ value }) => value));
  return own > meanToKeepUpWith(complete, steps, sign, percentile);
}

const halvings = 30;

/** The largest shortfall at a coming step, between two bounds, that leaves the given chance to win; the lower one always does. */
function largestShortfall(
  [low, high]: readonly [number, number],
  leavesChance: (shortfall: number) => boolean,
): number {
  if (leavesChance(high)) return high;
  let [kept, lost] = [low, high];
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (kept + lost) / 2;
    if (leavesChance(middle)) kept = middle;
    else lost = middle;
  }
  return kept;
}

/** See {@link Pruner.worstKept}: the same two rules, solved for the value of the coming step. */
function worstKept(request: PruneRequest, step: number, { risk, percentile, complete }: RaceRules): number | undefined {
  const { trial, direction } = request;
  const best = bestOf(complete, direction)!;
  const rival = reportAt(best, step);
  if (rival === undefined) return undefined;
  const sign = direction === "minimize" ? 1 : -1;
  const seen = shortfalls(trial, best, sign);
  // With this shortfall the trial is exactly as good as the best one so far, and goes on.
  const level = -seen.reduce((sum, value) => sum + value, 0);
  const steps = [...trial.reports.map((report) => report.step), step];
  const others = sign * trial.reports.reduce((sum, { value }) => sum + value, 0);
  const keepUp = meanToKeepUpWith(complete, steps, sign, percentile) * steps.length - others - sign * rival;
  const total = Math.max(best.reports.length, steps.length);
  const pooled = pooledVariance(best, complete, sign);
  const bounds = [level, Math.max(level, Number.isFinite(keepUp) ? keepUp : level + Math.abs(rival))] as const;
  const shortfall = largestShortfall(bounds, (value) => chanceToWin([...seen, value], total, pooled) >= risk);
  return rival + sign * shortfall;
}

/**
 * A pruner for trials that all go through the same steps, as in cross-validation, where each step is paired with the same
 * step of other trials. It can act after the first step, when a signed-rank test cannot.
 * @source racing: Maron and Moore, Hoeffding Races (1994), with a normal bound on paired differences and the finite
 * population correction of Cochran, Sampling Techniques (1977) §2.6; the share kept is the stopping rule of Golovin et al.,
 * Google Vizier (2017), with 60 % in place of the median, on means over steps
 */
export function createRacePruner(options: RacePrunerOptions): Pruner {
  const { risk = 0.1, percentile = 60, startupTrials = 4 } = options;
  return {
    shouldPrune: (request) => {
      const { trial, others, direction } = request;
      const complete = others.filter(({ state, violation }) => state === "complete" && violation === 0);
      const best = bestOf(complete, direction);
      if (best === undefined || complete.length < startupTrials || trial.reports.length === 0) return false;
      if (trial.reports.some(({ value }) => Number.isNaN(value))) return true;
      const sign = direction === "minimize" ? 1 : -1;
      const seen = shortfalls(trial, best, sign);
      if (seen.length === 0 || compareValues(mean(seen), 0, "minimize") <= 0) return false;
      const steps = Math.max(best.reports.length, seen.length);
      if (chanceToWin(seen, steps, pooledVariance(best, complete, sign)) < risk) return true;
      return percentile < 100 && isBehindMost(request, complete, percentile);
    },
    worstKept: (request, step) => {
      const complete = request.others.filter(({ state, violation }) => state === "complete" && violation === 0);
      if (complete.length < startupTrials) return undefined;
      return worstKept(request, step, { risk, percentile, complete });
    },
    peersOf: allPeers,
  };
}
