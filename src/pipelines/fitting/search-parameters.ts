import { instantOf, notFound, parseDuration, type ProgressTask, plural } from "#kernel";
import {
  type BoosterParams,
  type CrossValidationOptions,
  crossValidate,
  type Fold,
  type RaceRules,
  searchSpaces,
  type TrainerSession,
  type TrainingOptions,
} from "#training";
import {
  createStudy,
  type Objective,
  optimize,
  type PrunerOptions,
  type SamplerOptions,
  type Study,
  type StudyProgress,
  type TrialRecord,
} from "#tuning";
import type { PipelinePorts } from "../ports.js";

/** Training rows made ready for a search. */
export interface SearchInput {
  readonly runId: string;
  readonly rowCount: number;
  readonly folds: readonly Fold[];
  readonly options: TrainingOptions;
  /** Parameters that every trial has beside those it draws. */
  readonly fixed: Readonly<Record<string, number | string>>;
}

/** What a search found. */
export interface SearchResult {
  readonly best: TrialRecord;
  readonly trials: readonly TrialRecord[];
}

/** What a search uses of the outside. */
export type SearchPorts = Pick<PipelinePorts, "runs" | "studies" | "progress" | "trainer" | "clock">;

/** How folds are trained; the same for every trial. */
export function foldOptions(options: TrainingOptions): CrossValidationOptions {
  const { maxRounds, earlyStoppingRounds, seed } = options;
  return { maxRounds, earlyStoppingRounds, seed };
}

function objectiveOf(input: SearchInput, session: TrainerSession): Objective {
  const options = foldOptions(input.options);
  return async (trial, signal) => {
    const params = { ...trial.params, ...input.fixed } as BoosterParams;
    let reported = 0;
    const report = (losses: readonly number[]): void => {
      for (; reported < losses.length; reported += 1) trial.report(reported, losses[reported]!);
    };
    const rules: RaceRules = {
      shouldStop: (losses) => {
        report(losses);
        return trial.shouldPrune();
      },
      lossToReach: ({ length }) => trial.worstKept(length),
      lossOnly: true,
    };
    const request = { params, folds: input.folds, rowCount: input.rowCount, options };
    const outcome = await crossValidate(request, session, rules, signal);
    report(outcome.foldLogLoss);
    const attributes = { foldLogLoss: outcome.foldLogLoss, foldRounds: outcome.foldRounds };
    if (!outcome.isComplete) return { state: "pruned", attributes };
    return { state: "complete", value: outcome.logLoss, attributes };
  };
}

/** Keeps an ended trial as a run nested in the training run; keeping it again changes nothing. */
function recordTrial(runId: string, trial: TrialRecord, known: Set<string>, ports: SearchPorts): void {
  const id = `${runId}_t${String(trial.number).padStart(4, "0")}`;
  if (known.has(id)) return;
  known.add(id);
  ports.runs.record(
    {
      id,
      kind: "trial",
      name: `trial ${trial.number}`,
      parentId: runId,
      startedAt: trial.startedAt ?? instantOf(ports.clock),
      params: trial.params,
      tags: { trial_state: trial.state },
    },
    {
      status: trial.state === "failed" ? "failed" : "finished",
      endedAt: trial.endedAt ?? instantOf(ports.clock),
      metrics: [
        ...(trial.value === null ? [] : [{ name: "cv_log_loss", value: trial.value, step: 0 }]),
        ...trial.reports.map(({ step, value }) => ({ name: "fold_log_loss", value, step })),
      ],
    },
  );
}

function tellProgress(task: ProgressTask, { finished, best }: StudyProgress): void {
  task.update(finished, best === null ? "" : `best log loss ${best.value!.toFixed(4)}`);
}

/** Trials of the run that the search starts warm from. @throws NotFound `training/warm-start-not-found` */
function earlierTrials({ warmStart }: TrainingOptions, ports: SearchPorts): readonly TrialRecord[] {
  if (warmStart === null) return [];
  if (ports.studies.findStudy(warmStart) !== undefined) return ports.studies.listTrials(warmStart);
  throw notFound(
    "training/warm-start-not-found",
    `there is no search of run ${warmStart} to start warm from; \`driftloop runs list --kind training\` names the runs`,
  );
}

/** Share of the sets, in percent, that the pruner `percentile` lets go on. */
const keptPercentile = 25;
/** Values of each number in a grid: with nine parameters more of them are too many cells. */
const gridPoints = 3;

function prunerOf({ pruner }: TrainingOptions): PrunerOptions {
  return pruner === "percentile" ? { kind: pruner, percentile: keptPercentile } : { kind: pruner };
}

function samplerOf({ sampler }: TrainingOptions): SamplerOptions {
  return sampler === "grid" ? { kind: sampler, points: gridPoints } : { kind: sampler };
}

function openStudy(input: SearchInput, ports: SearchPorts): Study {
  return createStudy(
    {
      name: input.runId,
      space: searchSpaces[input.options.space],
      seed: input.options.seed,
      direction: "minimize",
      sampler: samplerOf(input.options),
      pruner: prunerOf(input.options),
      warmStart: earlierTrials(input.options, ports),
    },
    { store: ports.studies, clock: ports.clock },
  );
}

/**
 * Searches parameters by cross-validated log loss on training rows. A search that was killed goes on at the trial where it
 * stopped, with the same draws.
 */
export async function searchParameters(
  input: SearchInput,
  session: TrainerSession,
  ports: SearchPorts,
): Promise<SearchResult> {
  const { trials } = input.options;
  const study = openStudy(input, ports);
  const known = new Set(ports.runs.search({ kind: "trial", parentId: input.runId, limit: 10_000 }).map(({ id }) => id));
  const earlier = study.trials().filter(({ endedAt }) => endedAt !== null).length;
  const progress = ports.progress.start("search", trials, earlier);
  const trainer = await ports.trainer();
  await optimize(
    study,
    objectiveOf(input, session),
    {
      trials,
      // One more than there are threads: its fold waits in the queue while the next trial is drawn and stored.
      parallelism: trainer.parallelism + 1,
      ...(input.options.timeBudget === null ? {} : { timeoutMs: parseDuration(input.options.timeBudget) }),
      onProgress: (state) => {
        recordTrial(input.runId, state.trial, known, ports);
        tellProgress(progress, state);
      },
    },
    { clock: ports.clock },
  );
  for (const trial of study.trials()) recordTrial(input.runId, trial, known, ports);
  const best = study.best();
  const pruned = study.trials().filter(({ state }) => state === "pruned").length;
  const continued = earlier === 0 ? "" : `, ${earlier} of them before it was interrupted`;
  const count = `${plural(study.trials().length, "trial")} (${pruned} pruned${continued})`;
  progress.finish(`${count}, best log loss ${best.value!.toFixed(4)}`);
  return { best, trials: study.trials() };
}
