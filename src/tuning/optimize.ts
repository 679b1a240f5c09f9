import { type Clock, messageOf } from "#kernel";
import type { Study } from "./study.js";
import { bestOf, isFinished, type Trial, type TrialOutcome, type TrialRecord } from "./trial.js";

/** Evaluates the parameters of a trial. What it throws is stored as the reason of a failed trial. */
export type Objective = (trial: Trial, signal: AbortSignal) => Promise<TrialOutcome> | TrialOutcome;

/** How far a study is, told after each trial. */
export interface StudyProgress {
  /** The trial that just ended. */
  readonly trial: TrialRecord;
  /** Trials that ended, those of earlier sittings included. */
  readonly finished: number;
  /** Trials when the study is over. */
  readonly total: number;
  readonly best: TrialRecord | null;
  /** Since this sitting began. */
  readonly elapsedMs: number;
  /** Estimate from this sitting's trials. */
  readonly remainingMs: number;
}

/** When to stop and how many trials to run side by side. */
export interface OptimizeOptions {
  /** Trials of the whole study, those of earlier sittings included; a resumed study runs only what is missing. */
  readonly trials: number;
  /** Starts no trial after this time; those under way are finished. */
  readonly timeoutMs?: number;
  /** Most trials under way at once; default 1. An ordered schedule never runs more than its window. */
  readonly parallelism?: number;
  /** Stops at once; trials under way stay `running` and are run again on resume. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: StudyProgress) => void;
}

/** Why {@link optimize} returned. */
export type StopReason = "trials" | "timeout" | "signal";

interface Sitting {
  readonly study: Study;
  readonly objective: Objective;
  readonly options: OptimizeOptions;
  readonly clock: Clock;
  readonly startedAt: number;
  readonly total: number;
  readonly signal: AbortSignal;
  ended: number;
}

async function evaluate(sitting: Sitting, trial: Trial): Promise<TrialOutcome> {
  try {
    return await sitting.objective(trial, sitting.signal);
  } catch (error) {
    return { state: "failed", error: messageOf(error) };
  }
}

function tellProgress(sitting: Sitting, trial: TrialRecord): void {
  const trials = sitting.study.trials();
  const finished = trials.filter(isFinished).length;
  const elapsedMs = sitting.clock.now() - sitting.startedAt;
  sitting.options.onProgress?.({
    trial,
    finished,
    total: sitting.total,
    best: bestOf(trials, sitting.study.definition.direction) ?? null,
    elapsedMs,
    remainingMs: (elapsedMs / sitting.ended) * Math.max(0, sitting.total - finished),
  });
}

async function runTrial(sitting: Sitting, trial: Trial): Promise<void> {
  const outcome = await evaluate(sitting, trial);
  if (sitting.signal.aborted) {
    sitting.study.abandon(trial.number);
    return;
  }
  const record = sitting.study.tell(trial.number, outcome);
  sitting.ended += 1;
  tellProgress(sitting, record);
}

function reasonToStop(sitting: Sitting): StopReason | undefined {
  const { study, options, clock } = sitting;
  if (sitting.signal.aborted) return "signal";
  if (clock.now() - sitting.startedAt >= (options.timeoutMs ?? Number.POSITIVE_INFINITY)) return "timeout";
  return study.trials().length >= sitting.total && !study.hasKept() ? "trials" : undefined;
}

async function runSitting(sitting: Sitting): Promise<StopReason> {
  const parallelism = Math.max(1, sitting.options.parallelism ?? 1);
  const underWay = new Map<number, Promise<void>>();
  try {
    for (;;) {
      const reason = reasonToStop(sitting);
      if (reason !== undefined && underWay.size === 0) return reason;
      if (reason === undefined && underWay.size < parallelism && (underWay.size === 0 || sitting.study.isReady())) {
        const trial = sitting.study.ask();
        underWay.set(
          trial.number,
          runTrial(sitting, trial).finally(() => underWay.delete(trial.number)),
        );
      } else {
        await Promise.race(underWay.values());
      }
    }
  } finally {
    await Promise.allSettled(underWay.values());
  }
}

/**
 * Runs trials until the study has enough of them, the time is over or the signal fires.
 * With an ordered schedule the outcome depends on the study's seed alone, not on `parallelism` or timing.
 * @param study created or resumed
 * @returns why it stopped
 * @throws NotReady `tuning/earlier-trials-running` when trials asked for elsewhere have not been told
 */
export async function optimize(
  study: Study,
  objective: Objective,
  options: OptimizeOptions,
  ports: { readonly clock: Clock },
): Promise<StopReason> {
  return await runSitting({
    study,
    objective,
    options,
    clock: ports.clock,
    startedAt: ports.clock.now(),
    total: Math.min(options.trials, study.limit()),
    signal: options.signal ?? new AbortController().signal,
    ended: 0,
  });
}
