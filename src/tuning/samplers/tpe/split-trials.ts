import { compareValues, type StudyDirection, type TrialRecord } from "../../trial.js";

/**
 * How many of the finished trials count as good.
 * @param finished number of finished trials
 * @source Optuna 5, default gamma: min(ceil(0.1 n), 25)
 */
export function goodCount(finished: number): number {
  return Math.min(Math.ceil(0.1 * finished), 25);
}

/**
 * Weights by age, oldest first: the newest 25 count fully, older ones ramp up from 1/n.
 * @returns `Float64Array` of length n, each in (0, 1]
 * @source Bergstra et al., Hyperopt (2013); Optuna 5 default weights
 */
export function ageWeights(n: number): Float64Array {
  const weights = new Float64Array(n).fill(1);
  const ramp = n - 25;
  for (let index = 0; index < ramp; index += 1) {
    weights[index] = ramp === 1 ? 1 / n : 1 / n + (index / (ramp - 1)) * (1 - 1 / n);
  }
  return weights;
}

const rankOf = (trial: TrialRecord): number => (trial.violation > 0 ? 2 : trial.state === "pruned" ? 1 : 0);

function comparePruned(left: TrialRecord, right: TrialRecord, direction: StudyDirection): number {
  const [leftLast, rightLast] = [left.reports.at(-1), right.reports.at(-1)];
  const steps = (rightLast?.step ?? -1) - (leftLast?.step ?? -1);
  if (steps !== 0 || leftLast === undefined || rightLast === undefined) return steps;
  return compareValues(leftLast.value, rightLast.value, direction);
}

function compareTrials(left: TrialRecord, right: TrialRecord, direction: StudyDirection): number {
  const rank = rankOf(left);
  if (rank !== rankOf(right)) return rank - rankOf(right);
  if (rank === 2) return left.violation - right.violation;
  return rank === 1 ? comparePruned(left, right, direction) : compareValues(left.value!, right.value!, direction);
}

const byNumber = (left: TrialRecord, right: TrialRecord): number => left.number - right.number;

/** The two sides that are modelled, each in order of trial number. */
export interface TrialSplit {
  readonly below: readonly TrialRecord[];
  readonly above: readonly TrialRecord[];
}

/**
 * Splits trials into good ones (`below`) and the rest (`above`): complete by value, then pruned by how far they came,
 * then infeasible by violation. Running trials count as finished when the
 * good ones are counted, and join `above` when `constantLiar` is on, so that parallel trials stay apart.
 */
export function splitTrials(
  trials: readonly TrialRecord[],
  direction: StudyDirection,
  constantLiar: boolean,
): TrialSplit {
  const finished = trials.filter((trial) => trial.state === "complete" || trial.state === "pruned");
  const order = [...finished].sort(
    (left, right) => compareTrials(left, right, direction) || left.number - right.number,
  );
  const running = trials.filter((trial) => trial.state === "running");
  const good = Math.min(goodCount(finished.length + running.length), finished.length);
  return {
    below: order.slice(0, good).sort(byNumber),
    above: [...order.slice(good), ...(constantLiar ? running : [])].sort(byNumber),
  };
}
