import type { Instant } from "#kernel";
import type { StudyDefinition } from "./study-definition.js";
import type { TrialRecord, TrialState } from "./trial.js";

/** A study as it is stored. */
export interface StudyRecord {
  readonly definition: StudyDefinition;
  readonly createdAt: Instant;
}

/** Keeps studies and their trials. Every method is one transaction. */
export interface StudyStore {
  /** @throws Conflict `tuning/study-exists` */
  createStudy(study: StudyRecord): void;
  findStudy(name: string): StudyRecord | undefined;
  /** In order of name. */
  listStudies(): readonly StudyRecord[];
  /** @throws NotFound `tuning/study-not-found`, Conflict `tuning/trial-exists` when the number is taken */
  addTrial(study: string, trial: TrialRecord): void;
  /**
   * Replaces a trial with all its reports.
   * @param expected the state it must be in now
   * @throws NotFound `tuning/trial-not-found`, Conflict `tuning/trial-changed` when it is in another state
   */
  replaceTrial(study: string, trial: TrialRecord, expected: TrialState): void;
  /** In order of number. @throws NotFound `tuning/study-not-found` */
  listTrials(study: string): readonly TrialRecord[];
}
