import { type LogLine, readTaskLog } from "#adapters/process";
import type { Json } from "#kernel";
import {
  backfill,
  cancelRun,
  isRunEnded,
  type JobRun,
  jobNamed,
  type JournalEntry,
  loadRun,
  repair,
  type RunRequest,
  type RunStatus,
  type SubmittedRun,
  submitRun,
  type TaskRun,
} from "#orchestration";
import type { Project } from "../project/open-project.js";
import { driveToEnd, type JobOutcome } from "./drive-job.js";
import { engineOf, logFolderOf, ownWork } from "./engine.js";

const followMs = 300;

/** Which runs are listed. */
export interface JobRunQuery {
  readonly job?: string;
  readonly status?: RunStatus;
  readonly limit: number;
}

/**
 * The newest runs of jobs.
 * @throws NotFound `orchestration/unknown-job`
 */
export function listJobRuns(project: Project, query: JobRunQuery): readonly JobRun[] {
  const engine = engineOf(project);
  if (query.job !== undefined) jobNamed(engine.jobs, query.job);
  return engine.store.search(query);
}

/** A run with its tasks and everything that happened to it. */
export interface JobRunDetail {
  readonly run: JobRun;
  readonly tasks: readonly TaskRun[];
  readonly journal: readonly JournalEntry[];
}

/**
 * One run in full.
 * @throws NotFound `orchestration/run-not-found`
 */
export function showJobRun(project: Project, runId: string): JobRunDetail {
  const engine = engineOf(project);
  const { run, tasks } = loadRun(runId, engine);
  return { run, tasks: [...tasks.values()], journal: engine.store.journal(runId) };
}

/**
 * What the tasks of a run told.
 * @param taskKey null takes all tasks
 * @throws NotFound `orchestration/run-not-found`
 */
export function jobRunLog(project: Project, runId: string, taskKey: string | null): readonly LogLine[] {
  loadRun(runId, engineOf(project));
  return readTaskLog(logFolderOf(project), runId, taskKey);
}

/**
 * Tells what the tasks of a run tell, line by line, until the run has ended.
 * @throws NotFound `orchestration/run-not-found`
 */
export async function followJobRun(
  project: Project,
  runId: string,
  taskKey: string | null,
  tell: (lines: readonly LogLine[]) => void,
): Promise<JobRun> {
  const engine = engineOf(project);
  let told = 0;
  for (;;) {
    const { run } = loadRun(runId, engine);
    const lines = readTaskLog(logFolderOf(project), runId, taskKey);
    if (lines.length > told) tell(lines.slice(told));
    told = lines.length;
    if (isRunEnded(run.status)) return run;
    await engine.waiting.wait(followMs, null);
  }
}

/** Asks for a run that `driftloop serve` does; with a token seen before it is the run of the first request. */
export function submitJobRun(
  project: Project,
  request: Pick<RunRequest, "job" | "parameters" | "idempotencyToken">,
): SubmittedRun {
  return submitRun(request, engineOf(project));
}

/** Keeps an event that may start jobs (`onIncident`); false when one of its key was raised before. */
export function raiseEvent(project: Project, key: string, payload: Json): boolean {
  return engineOf(project).schedules.raise({ key, payload, at: project.ports.clock.now() });
}

/**
 * Cancels a run that has not ended; one that has stays as it is.
 * @throws NotFound `orchestration/run-not-found`
 */
export function cancelJobRun(project: Project, runId: string): JobRun {
  return cancelRun(runId, `cancelled by ${project.environment.user}`, engineOf(project));
}

/** What a repair is asked to do. */
export interface RepairRequest {
  readonly runId: string;
  /** Tasks to do again, with all behind them; empty takes those that did not succeed. */
  readonly tasks: readonly string[];
  /** Whether it is left to `driftloop serve`. */
  readonly queue: boolean;
}

/** What a repair did. */
export interface RepairResult {
  readonly run: JobRun;
  /** Tasks whose outputs were used again. */
  readonly reused: readonly string[];
  /** Null when it was left to `driftloop serve`. */
  readonly outputs: JobOutcome["outputs"] | null;
}

/**
 * Does again what failed in a run, and all that is behind it, in this process or by `driftloop serve`.
 * @throws NotFound `orchestration/run-not-found`, `orchestration/unknown-task`; Conflict `orchestration/not-ended`,
 *   `orchestration/nothing-to-repair`; and what the tasks throw
 */
export async function repairJobRun(project: Project, request: RepairRequest): Promise<RepairResult> {
  const { runId, tasks, queue } = request;
  const engine = engineOf(project);
  repair({ runId, tasks, ...(queue ? {} : { driver: ownWork().owner }) }, engine);
  const reused = [...loadRun(runId, engine).tasks.values()]
    .filter(({ status }) => status === "succeeded")
    .map(({ taskKey }) => taskKey);
  const outputs = queue ? null : await driveToEnd(project, engine, runId);
  return { run: loadRun(runId, engine).run, reused, outputs };
}

/** What is to be filled. */
export interface BackfillRequest {
  readonly job: string;
  /** Epoch milliseconds, both ends included. */
  readonly from: number;
  readonly to: number;
  /** Whether it is left to `driftloop serve`. */
  readonly queue: boolean;
}

/** What a backfill did. */
export interface BackfillResult {
  readonly job: string;
  /** In order of the moments they stand for. */
  readonly runs: readonly JobRun[];
  /** Moments that an earlier backfill had filled. */
  readonly known: number;
}

/**
 * Runs a job once for each moment of its calendar, or each day, in a range.
 * @throws NotFound `orchestration/unknown-job`; InvalidInput `orchestration/backfill-range`
 */
export async function backfillJob(project: Project, request: BackfillRequest): Promise<BackfillResult> {
  const { job, from, to, queue } = request;
  const engine = engineOf(project);
  const submitted = backfill(job, { from, to, ...(queue ? {} : { driver: ownWork().owner }) }, engine);
  for (const { run, isNew } of queue ? [] : submitted) {
    if (isNew) await driveToEnd(project, engine, run.id);
  }
  const runs = submitted.map(({ run }) => loadRun(run.id, engine).run);
  return { job, runs, known: submitted.filter(({ isNew }) => !isNew).length };
}
