import { type Clock, instantOf, notReady } from "#kernel";
import type { StudyStore } from "./ports.js";
import { createPruner } from "./pruners/pruners.js";
import { createSampler } from "./samplers/samplers.js";
import type { TrialParams } from "./search-space.js";
import { checkSameDefinition, type StudyDefinition, type StudyOptions, studyDefinition } from "./study-definition.js";
import {
  abandonTrial,
  askTrial,
  enqueueTrial,
  isNextReady,
  nextKept,
  type StudyState,
  tellTrial,
} from "./study-state.js";
import { bestOf, type Trial, type TrialOutcome, type TrialRecord } from "./trial.js";

/** A search that is being driven. One process drives a study at a time; another that tries gets a Conflict. */
export interface Study {
  readonly definition: StudyDefinition;
  /**
   * Hands out a trial: first those a dead process left running (same number, same values), then enqueued ones, then new.
   * @throws NotReady `tuning/earlier-trials-running` when an ordered schedule must wait; see {@link Study.isReady}
   */
  ask(): Trial;
  /** Whether {@link Study.ask} would hand out a trial now. */
  isReady(): boolean;
  /** Whether trials wait that were enqueued or left running by a dead process. */
  hasKept(): boolean;
  /**
   * Stores how a trial ended. An objective that is NaN is a failed trial.
   * @throws NotFound `tuning/trial-not-found`, Conflict `tuning/trial-not-running`
   */
  tell(number: number, outcome: TrialOutcome): TrialRecord;
  /** Gives a trial back unfinished; it is handed out again with the same values. @throws Conflict `tuning/trial-not-running` */
  abandon(number: number): void;
  /**
   * Adds a trial with these values; values left out are drawn when it starts.
   * @returns its number
   * @throws InvalidInput `tuning/unknown-parameter`, `tuning/value-outside-space`
   */
  enqueue(fixed: TrialParams): number;
  /** All trials in order of number. */
  trials(): readonly TrialRecord[];
  /** The best complete trial. @throws NotReady `tuning/no-complete-trial` */
  best(): TrialRecord;
  /** How many different trials the sampler can propose; infinite except for a grid. */
  limit(): number;
}

function openStudy(definition: StudyDefinition, store: StudyStore, clock: Clock): readonly TrialRecord[] {
  const known = store.findStudy(definition.name);
  if (known === undefined) {
    store.createStudy({ definition, createdAt: instantOf(clock) });
    return [];
  }
  checkSameDefinition(known.definition, definition);
  return store.listTrials(definition.name);
}

function bestTrial(state: StudyState): TrialRecord {
  const best = bestOf(state.trials, state.definition.direction);
  if (best !== undefined) return best;
  const failure = state.trials.findLast((trial) => trial.error !== null)?.error;
  const why = failure === undefined || failure === null ? "" : `; the last failure was: ${failure}`;
  throw notReady("tuning/no-complete-trial", `study "${state.definition.name}" has no complete trial yet${why}`);
}

/**
 * Creates a study, or resumes it when the store has one of that name and definition.
 * @throws InvalidInput `tuning/invalid-option` and others for options that make no sense
 * @throws Conflict `tuning/study-differs` when the stored study has another definition
 */
export function createStudy(
  options: StudyOptions,
  ports: { readonly store: StudyStore; readonly clock: Clock },
): Study {
  const definition = studyDefinition(options);
  const state: StudyState = {
    definition,
    sampler: createSampler(definition.sampler),
    pruner: createPruner(definition.pruner),
    ...ports,
    trials: [...openStudy(definition, ports.store, ports.clock)],
    live: new Set(),
  };
  return {
    definition,
    ask: () => askTrial(state),
    isReady: () => isNextReady(state),
    hasKept: () => nextKept(state) !== undefined,
    tell: (number, outcome) => tellTrial(state, number, outcome),
    abandon: (number) => abandonTrial(state, number),
    enqueue: (fixed) => enqueueTrial(state, fixed),
    trials: () => [...state.trials],
    best: () => bestTrial(state),
    limit: () => state.sampler.limit(definition.space),
  };
}
