import type { StudyDirection, TrialRecord } from "../trial.js";

/** What a pruner is told. */
export interface PruneRequest {
  /** Name of the study. */
  readonly study: string;
  readonly direction: StudyDirection;
  /** The trial in question with all it has reported. */
  readonly trial: TrialRecord;
  /** The other trials of the study that may be seen. */
  readonly others: readonly TrialRecord[];
}

/** Decides whether a trial is worth going on with; equal requests give equal answers. */
export interface Pruner {
  /** Whether to give up on the trial. */
  shouldPrune(request: PruneRequest): boolean;
  /** The worst value the trial may report at a coming step without being given up; undefined when none is too bad. */
  worstKept?(request: PruneRequest, step: number): number | undefined;
  /** The trials that a sampler may learn from when it proposes trial `number`. */
  peersOf(study: string, number: number, trials: readonly TrialRecord[]): readonly TrialRecord[];
}

/** Lets the sampler learn from every trial. */
export const allPeers: Pruner["peersOf"] = (_study, _number, trials) => trials;

/** The value that a trial reported at a step, if it did. */
export function reportAt(trial: TrialRecord, step: number): number | undefined {
  return trial.reports.find((report) => report.step === step)?.value;
}
