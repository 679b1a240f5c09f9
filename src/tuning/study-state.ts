import { type Clock, conflict, createRandom, instantOf, invalidInput, notFound, notReady } from "#kernel";
import type { StudyStore } from "./ports.js";
import type { Pruner } from "./pruners/pruner.js";
import type { Sampler } from "./samplers/sampler.js";
import { mayStart, othersFor } from "./schedule.js";
import { checkFixedParams, type TrialParams } from "./search-space.js";
import type { StudyDefinition } from "./study-definition.js";
import type { Trial, TrialOutcome, TrialRecord } from "./trial.js";

/** A study that this process drives. */
export interface StudyState {
  readonly definition: StudyDefinition;
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  readonly store: StudyStore;
  readonly clock: Clock;
  /** In order of number; index = number. Reports of running trials are only here until the trial ends. */
  readonly trials: TrialRecord[];
  /** Numbers of running trials that this process handed out; other running ones were left by a dead process. */
  readonly live: Set<number>;
}

const isLeftOver = (state: StudyState, trial: TrialRecord): boolean =>
  trial.state === "running" && !state.live.has(trial.number);

/** The trial to hand out next: one left running by a dead process, else a waiting one, else none (a new one). */
export function nextKept(state: StudyState): TrialRecord | undefined {
  return (
    state.trials.find((trial) => isLeftOver(state, trial)) ?? state.trials.find((trial) => trial.state === "waiting")
  );
}

/** Whether the next trial may start under the study's schedule. */
export function isNextReady(state: StudyState): boolean {
  return mayStart(state.trials, nextKept(state)?.number ?? state.trials.length, state.definition.schedule);
}

function emptyTrial(number: number, fixed: TrialParams): TrialRecord {
  return {
    number,
    state: "waiting",
    params: {},
    fixed,
    value: null,
    violation: 0,
    reports: [],
    attributes: {},
    startedAt: null,
    endedAt: null,
    error: null,
  };
}

/** Adds a trial with some of its values fixed, to be run before new ones. */
export function enqueueTrial(state: StudyState, fixed: TrialParams): number {
  checkFixedParams(state.definition.space, fixed);
  const trial = emptyTrial(state.trials.length, { ...fixed });
  state.store.addTrial(state.definition.name, trial);
  state.trials.push(trial);
  return trial.number;
}

/** Draws the parameters of a trial. The draws depend on the study's seed, the trial's number and the trials it sees. */
function proposeParams(state: StudyState, { number, fixed }: TrialRecord): TrialParams {
  const { name, space, direction, seed, schedule, warmStart } = state.definition;
  const seen = [...warmStart, ...othersFor(state.trials, number, schedule)];
  const trials = state.pruner.peersOf(name, number, seen);
  const random = createRandom(seed).fork(`trial ${number}`);
  return state.sampler.sample({ space, direction, seed, number, trials, random, fixed });
}

function startTrial(state: StudyState, kept: TrialRecord | undefined): TrialRecord {
  const base = kept ?? emptyTrial(state.trials.length, {});
  const params = base.state === "running" ? base.params : proposeParams(state, base);
  const started: TrialRecord = { ...base, state: "running", params, reports: [], startedAt: instantOf(state.clock) };
  if (kept === undefined) state.store.addTrial(state.definition.name, started);
  else state.store.replaceTrial(state.definition.name, started, kept.state);
  state.trials[started.number] = started;
  state.live.add(started.number);
  return started;
}

/** Hands out a trial; its parameters are stored before it is returned. */
export function askTrial(state: StudyState): Trial {
  if (!isNextReady(state)) {
    throw notReady(
      "tuning/earlier-trials-running",
      `study "${state.definition.name}" waits for earlier trials to end; tell their outcomes first or use a wider window`,
    );
  }
  const { number, params } = startTrial(state, nextKept(state));
  return {
    number,
    params,
    report: (step, value) => addReport(state, number, { step, value }),
    shouldPrune: () => {
      const trial = liveTrial(state, number);
      const { name, direction, schedule } = state.definition;
      const others = othersFor(state.trials, number, schedule);
      return state.pruner.shouldPrune({ study: name, direction, trial, others });
    },
    worstKept: (step) => {
      const trial = liveTrial(state, number);
      const { name, direction, schedule } = state.definition;
      const others = othersFor(state.trials, number, schedule);
      const unlimited = direction === "minimize" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      return state.pruner.worstKept?.({ study: name, direction, trial, others }, step) ?? unlimited;
    },
  };
}

/** A trial that was handed out and has not ended. */
function liveTrial(state: StudyState, number: number): TrialRecord {
  const trial = state.trials[number];
  if (trial === undefined) {
    throw notFound("tuning/trial-not-found", `study "${state.definition.name}" has no trial ${number}`, { number });
  }
  if (!state.live.has(number)) {
    throw conflict("tuning/trial-not-running", `trial ${number} is ${trial.state}; ask for a trial first`, { number });
  }
  return trial;
}

function addReport(state: StudyState, number: number, report: { readonly step: number; readonly value: number }): void {
  const trial = liveTrial(state, number);
  const { step } = report;
  if (!Number.isSafeInteger(step) || step < 0) {
    throw invalidInput("tuning/invalid-step", `trial ${number} reported step ${step}; steps are whole numbers from 0`);
  }
  if (trial.reports.some((known) => known.step === step)) {
    throw conflict("tuning/step-reported-twice", `trial ${number} has already reported step ${step}`, { number, step });
  }
  const reports = [...trial.reports, report].sort((left, right) => left.step - right.step);
  state.trials[number] = { ...trial, reports };
}

function endedTrial(trial: TrialRecord, outcome: TrialOutcome): TrialRecord {
  if (outcome.state === "failed") return { ...trial, state: "failed", error: outcome.error };
  const attributes = outcome.attributes ?? {};
  if (outcome.state === "pruned") return { ...trial, state: "pruned", attributes };
  if (Number.isNaN(outcome.value)) return { ...trial, state: "failed", attributes, error: "the objective is NaN" };
  return { ...trial, state: "complete", attributes, value: outcome.value, violation: outcome.violation ?? 0 };
}

/** Stores how a trial ended. */
export function tellTrial(state: StudyState, number: number, outcome: TrialOutcome): TrialRecord {
  const ended = { ...endedTrial(liveTrial(state, number), outcome), endedAt: instantOf(state.clock) };
  state.store.replaceTrial(state.definition.name, ended, "running");
  state.trials[number] = ended;
  state.live.delete(number);
  return ended;
}

/** Gives a trial back: it stays `running` in the store and is handed out again, with the same values. */
export function abandonTrial(state: StudyState, number: number): void {
  liveTrial(state, number);
  state.live.delete(number);
}
