import { isFinished, type TrialRecord } from "./trial.js";

/**
 * Which trials a sampler and a pruner may see.
 *
 * `ordered`: trial n sees exactly the trials up to n − `window` finished and the `window` − 1 before it as running, however
 * fast they really are. The same seed then gives the same study with 1 … `window` workers, on any machine and after a
 * kill. `eager`: everything known at that moment; a little better informed, but the study depends on timing.
 */
export type Schedule = { readonly kind: "ordered"; readonly window: number } | { readonly kind: "eager" };

const asRunning = (trial: TrialRecord): TrialRecord => ({
  ...trial,
  state: "running",
  value: null,
  violation: 0,
  reports: [],
  attributes: {},
  endedAt: null,
  error: null,
});

/**
 * The other trials of a study as trial `number` may see them. In an ordered schedule that depends on the numbers alone:
 * the ones within the window before it count as running even when they have ended, later ones do not exist.
 * @param trials all trials in order of number
 */
export function othersFor(trials: readonly TrialRecord[], number: number, schedule: Schedule): readonly TrialRecord[] {
  if (schedule.kind === "eager") return trials.filter((trial) => trial.number !== number);
  const finished = number - schedule.window + 1;
  return trials
    .slice(0, number)
    .map((trial) => (trial.number < finished || trial.state === "waiting" ? trial : asRunning(trial)));
}

/** Whether every trial that trial `number` has to see finished has ended. */
export function mayStart(trials: readonly TrialRecord[], number: number, schedule: Schedule): boolean {
  if (schedule.kind === "eager") return true;
  return trials.slice(0, Math.max(0, number - schedule.window + 1)).every(isFinished);
}
