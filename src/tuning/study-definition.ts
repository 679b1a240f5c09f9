import { canonicalJson, conflict, invalidInput } from "#kernel";
import { parseTuningOption, prunerSchema, samplerSchema, scheduleSchema } from "./options.js";
import type { PrunerOptions } from "./pruners/pruners.js";
import type { SamplerOptions } from "./samplers/samplers.js";
import type { Schedule } from "./schedule.js";
import { checkSpace, type SearchSpace } from "./search-space.js";
import type { StudyDirection, TrialRecord } from "./trial.js";

/** What a study is about; stored with it, and the same on every resume. */
export interface StudyDefinition {
  readonly name: string;
  readonly direction: StudyDirection;
  readonly space: SearchSpace;
  readonly sampler: SamplerOptions;
  readonly pruner: PrunerOptions;
  /** Whole number that all draws depend on. */
  readonly seed: number;
  readonly schedule: Schedule;
  /** Ended trials of an earlier study, numbered below 0: the sampler learns from them, the pruner does not. */
  readonly warmStart: readonly TrialRecord[];
}

/** A study to create or resume; what is left out has a default. */
export interface StudyOptions {
  readonly name: string;
  readonly space: SearchSpace;
  readonly seed: number;
  /** Default `minimize`. */
  readonly direction?: StudyDirection;
  /** Default multivariate TPE. */
  readonly sampler?: SamplerOptions;
  /** Default none. */
  readonly pruner?: PrunerOptions;
  /** Default ordered with a window of 4. */
  readonly schedule?: Schedule;
  /** Trials of an earlier study to learn from; those that did not end are left out. Their values must be on the same scale. */
  readonly warmStart?: readonly TrialRecord[];
}

const asObservation = (trial: TrialRecord, number: number): TrialRecord => ({
  ...trial,
  number,
  reports: trial.reports.filter((report) => Number.isFinite(report.value)),
  attributes: {},
});

/** What a sampler learns from, in a form that JSON keeps: finite numbers only. */
function asEarlier(trials: readonly TrialRecord[]): readonly TrialRecord[] {
  const ended = trials.filter(
    (trial) => trial.state === "pruned" || (trial.state === "complete" && Number.isFinite(trial.value)),
  );
  return ended.map((trial, index) => asObservation(trial, index - ended.length));
}

/**
 * Checks a study's options and fills in the defaults.
 * @throws InvalidInput `tuning/invalid-option`, `tuning/invalid-seed`, `tuning/empty-space`, `tuning/invalid-distribution`,
 * `tuning/invalid-condition`
 */
export function studyDefinition(options: StudyOptions): StudyDefinition {
  if (!Number.isSafeInteger(options.seed)) {
    throw invalidInput("tuning/invalid-seed", `the seed of study "${options.name}" must be a whole number`, {
      seed: options.seed,
    });
  }
  checkSpace(options.space);
  return {
    name: options.name,
    direction: options.direction ?? "minimize",
    space: options.space,
    sampler: parseTuningOption("sampler", samplerSchema, options.sampler ?? { kind: "tpe" }),
    pruner: parseTuningOption("pruner", prunerSchema, options.pruner ?? { kind: "none" }),
    seed: options.seed,
    schedule: parseTuningOption("schedule", scheduleSchema, options.schedule ?? { kind: "ordered", window: 4 }),
    warmStart: asEarlier(options.warmStart ?? []),
  };
}

/**
 * Checks that a study is resumed as it was created. The order of the space's parameters counts too.
 * @throws Conflict `tuning/study-differs` that names what changed
 */
export function checkSameDefinition(stored: StudyDefinition, asked: StudyDefinition): void {
  const keys = Object.keys(asked) as (keyof StudyDefinition)[];
  const textOf = (definition: StudyDefinition, key: keyof StudyDefinition): string =>
    key === "space" ? JSON.stringify(definition.space) : canonicalJson(definition[key]);
  const changed = keys.filter((key) => textOf(stored, key) !== textOf(asked, key));
  if (changed.length === 0) return;
  throw conflict(
    "tuning/study-differs",
    `study "${asked.name}" exists with another ${changed.join(", ")}; resume it unchanged or give the new study another name`,
    { changed },
  );
}
