import type { Instant, Json } from "#kernel";
import type { TrialParams } from "./search-space.js";

/** Where a trial stands. */
export type TrialState = "waiting" | "running" | "complete" | "pruned" | "failed";

/** Which way the objective is better. */
export type StudyDirection = "minimize" | "maximize";

/** A value that a trial reported on its way, such as the loss of one fold. */
export interface TrialReport {
  /** Whole number ≥ 0, unique within the trial. */
  readonly step: number;
  readonly value: number;
}

/** A trial as it is stored: everything that is known about it, nothing alive. */
export interface TrialRecord {
  /** 0, 1, 2, … in the order of creation; below 0 for trials of an earlier study. */
  readonly number: number;
  readonly state: TrialState;
  /** The values drawn; empty while waiting. */
  readonly params: TrialParams;
  /** Values that were fixed when the trial was enqueued; the others are drawn. */
  readonly fixed: TrialParams;
  /** The objective; null unless complete. */
  readonly value: number | null;
  /** Sum of the amounts by which constraints are broken; 0 is feasible. */
  readonly violation: number;
  /** In order of step. */
  readonly reports: readonly TrialReport[];
  /** Further facts of the objective, such as the rounds of each fold. */
  readonly attributes: Readonly<Record<string, Json>>;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** Why it failed. */
  readonly error: string | null;
}

/** How a trial ended, told by the objective. Pruned and failed are values, not exceptions. */
export type TrialOutcome =
  | {
      readonly state: "complete";
      readonly value: number;
      readonly violation?: number;
      readonly attributes?: Readonly<Record<string, Json>>;
    }
  | { readonly state: "pruned"; readonly attributes?: Readonly<Record<string, Json>> }
  | { readonly state: "failed"; readonly error: string };

/** A trial that is being evaluated. */
export interface Trial {
  readonly number: number;
  readonly params: TrialParams;
  /**
   * Stores an intermediate value.
   * @param step whole number ≥ 0, each once
   * @throws InvalidInput `tuning/invalid-step`, Conflict `tuning/step-reported-twice`
   */
  report(step: number, value: number): void;
  /** Whether the pruner gives up on this trial, given what it reported so far. */
  shouldPrune(): boolean;
  /**
   * The worst value that the trial may report at a step without being given up there, so that an objective can leave off
   * a step that is going to be worse: infinite when no value is too bad, or the pruner cannot tell beforehand.
   */
  worstKept(step: number): number;
}

/** Whether a trial has ended, in whatever way. */
export function isFinished(trial: TrialRecord): boolean {
  return trial.state === "complete" || trial.state === "pruned" || trial.state === "failed";
}

/** Below 0 when `left` is the better value, above 0 when `right` is; NaN is worst. */
export function compareValues(left: number, right: number, direction: StudyDirection): number {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  if (left === right) return 0;
  return left < right === (direction === "minimize") ? -1 : 1;
}

/** The complete, feasible trial with the best value; the earliest of equals. */
export function bestOf(trials: readonly TrialRecord[], direction: StudyDirection): TrialRecord | undefined {
  let best: TrialRecord | undefined;
  for (const trial of trials) {
    if (trial.state !== "complete" || trial.violation > 0) continue;
    if (best === undefined || compareValues(trial.value!, best.value!, direction) < 0) best = trial;
  }
  return best;
}
