import type { Random } from "#kernel";
import type { SearchSpace, TrialParams } from "../search-space.js";
import type { StudyDirection, TrialRecord } from "../trial.js";

/** What a sampler is told when it proposes the parameters of a trial. */
export interface SampleRequest {
  readonly space: SearchSpace;
  readonly direction: StudyDirection;
  /** Seed of the study. */
  readonly seed: number;
  /** Number of the trial to propose for. */
  readonly number: number;
  /** Everything known at this moment, running trials and those of an earlier study included. */
  readonly trials: readonly TrialRecord[];
  /** A stream that depends on the study's seed and the trial's number alone. */
  readonly random: Random;
  /** Values that the trial must have. */
  readonly fixed: TrialParams;
}

/** Proposes parameters; equal requests give equal proposals. */
export interface Sampler {
  /** Values for every active parameter of the space. */
  sample(request: SampleRequest): TrialParams;
  /** How many different proposals there are; infinite unless the sampler walks through a list. */
  limit(space: SearchSpace): number;
}
