import type { SearchSpace, Study, StudyOptions, StudyStore, TrialRecord } from "#tuning";
import { createStudy } from "#tuning";
import { createMemoryStudyStore } from "#adapters/memory";

/** A clock that moves 10 ms at each look. */
export function tickingClock(): { now(): number } {
  let now = Date.UTC(2026, 2, 1);
  return { now: () => (now += 10) };
}

export const smallSpace: SearchSpace = {
  x: { kind: "float", low: -2, high: 2 },
  y: { kind: "float", low: 1e-3, high: 10, log: true },
};

/** A study in memory with seed 1 and the small space unless told otherwise. */
export function studyOf(options: Partial<StudyOptions> = {}, store: StudyStore = createMemoryStudyStore()): Study {
  return createStudy({ name: "study", space: smallSpace, seed: 1, ...options }, { store, clock: tickingClock() });
}

/** A complete trial without reports. */
export function completeTrial(number: number, value: number, more: Partial<TrialRecord> = {}): TrialRecord {
  return {
    number,
    state: "complete",
    params: {},
    fixed: {},
    value,
    violation: 0,
    reports: [],
    attributes: {},
    startedAt: null,
    endedAt: null,
    error: null,
    ...more,
  };
}

/** What a study found, without times: the part that has to repeat. */
export function withoutTimes(trials: readonly TrialRecord[]): readonly Omit<TrialRecord, "startedAt" | "endedAt">[] {
  return trials.map(({ startedAt: _started, endedAt: _ended, ...rest }) => rest);
}

/** Values of a trial's reports at steps 0, 1, 2, … */
export const reportsOf = (...values: readonly number[]): TrialRecord["reports"] =>
  values.map((value, step) => ({ step, value }));
