import { digestOf, externalFailure, type Json } from "#kernel";
import {
  cancelRun,
  driveRun,
  isRunEnded,
  type JobRun,
  type RunState,
  submitRun,
  type WorkerPorts,
} from "#orchestration";
import { engineOf, ownWork } from "./engine.js";
import type { Project } from "../project/open-project.js";

/** A run that this process brought to its end. */
export interface JobOutcome {
  readonly runId: string;
  /** True when a run of before was continued, or stands for this one. */
  readonly resumed: boolean;
  /** Output of every task, by task key. */
  readonly outputs: Readonly<Record<string, Json>>;
}

/** A piece of work that a job is to do. */
export interface JobWork {
  readonly job: string;
  readonly parameters: JobRun["parameters"];
  /** What tells this piece of work from another; an unfinished run of the same work is continued. */
  readonly inputs: Json;
  /** Whether work that was done is not done again; else only what was interrupted is continued. Default false. */
  readonly isOnce?: boolean;
}

/** Longer than any writer needs from its first byte to its commit. */
const orphanAgeMs = 24 * 3_600_000;

const unfinished = ["running", "queued"] as const;

function isAbandoned(run: JobRun, engine: WorkerPorts): boolean {
  if (run.driver !== null && !engine.workers.isGone(run.driver)) return false;
  const held = engine.queue.held().filter(({ runId }) => runId === run.id);
  return held.every(({ lease }) => engine.workers.isGone(lease.owner) || lease.expiresAt <= engine.clock.now());
}

/** Runs that a killed command left, for other inputs than these: nobody will ask for them again. */
function cancelSuperseded(job: string, workDigest: string, engine: WorkerPorts): void {
  const others = unfinished
    .flatMap((status) => engine.store.search({ job, status }))
    .filter((run) => run.workDigest !== null && run.workDigest !== workDigest);
  for (const run of others) {
    if (isAbandoned(run, engine)) cancelRun(run.id, "interrupted, then data or settings changed", engine);
  }
}

function openRun(work: JobWork, project: Project, engine: WorkerPorts): { run: JobRun; resumed: boolean } {
  const { configDigest, codeVersion } = project.settings;
  const { job, parameters, inputs, isOnce = false } = work;
  const workDigest = digestOf({ configDigest, codeVersion, job, parameters, inputs });
  return engine.store.transaction(() => {
    cancelSuperseded(job, workDigest, engine);
    const [known] = engine.store.search({ job, workDigest, limit: 1 });
    const isDone = isOnce && known?.status === "succeeded";
    if (known !== undefined && (isDone || !isRunEnded(known.status))) return { run: known, resumed: true };
    const { run } = submitRun({ job, parameters, workDigest, driver: ownWork().owner }, engine);
    return { run, resumed: false };
  });
}

function tellWait(project: Project): (state: RunState) => void {
  let isTold = false;
  return ({ run }) => {
    if (isTold) return;
    isTold = true;
    const why =
      run.status === "queued" ? "waits until another run of the job has ended" : "another process works on it";
    project.ports.progress.start(run.job).finish(`run ${run.id}: ${why}`);
  };
}

/** The outputs of a run that succeeded; what its failed attempt threw, or why it ended otherwise, is thrown. */
function outputsOf(state: RunState, thrown: unknown): JobOutcome["outputs"] {
  const { run, tasks } = state;
  if (run.status === "succeeded") return Object.fromEntries([...tasks].map(([key, task]) => [key, task.output]));
  if (run.status === "failed" && thrown instanceof Error) throw thrown;
  throw externalFailure(
    "orchestration/run-not-succeeded",
    `run ${run.id} of job "${run.job}" ${run.status}: ${run.error ?? "no reason given"}; driftloop jobs show ${run.id}`,
    { details: { runId: run.id, status: run.status } },
  );
}

async function drive(project: Project, engine: WorkerPorts, runId: string): Promise<JobOutcome["outputs"]> {
  const { state, thrown } = await driveRun(runId, ownWork(), engine, tellWait(project));
  return outputsOf(state, thrown);
}

/** Removes files that killed processes left in the lake a day ago or earlier. */
export async function removeLeftovers(project: Project): Promise<void> {
  await project.ports.tables.removeOrphans(orphanAgeMs);
}

/** Drives a run to its end in this process. */
export async function driveToEnd(project: Project, engine: WorkerPorts, runId: string): Promise<JobOutcome["outputs"]> {
  try {
    return await drive(project, engine, runId);
  } finally {
    await removeLeftovers(project);
  }
}

/**
 * Runs a job of this project in this process, as one of many: leftovers stay. A run of the same work that was interrupted is
 * continued.
 * @throws what the task that failed threw; ExternalFailure `orchestration/run-not-succeeded`
 */
export async function runJobWith(engine: WorkerPorts, project: Project, work: JobWork): Promise<JobOutcome> {
  const { run, resumed } = openRun(work, project, engine);
  return { runId: run.id, resumed, outputs: await drive(project, engine, run.id) };
}

/**
 * Runs a job of this project in this process; a run of the same work that was interrupted is continued. Files that killed
 * processes left in the lake a day ago or earlier are removed at the end.
 * @throws what the task that failed threw; ExternalFailure `orchestration/run-not-succeeded`
 */
export async function runProjectJob(project: Project, work: JobWork): Promise<JobOutcome> {
  const engine = engineOf(project);
  const { run, resumed } = openRun(work, project, engine);
  return { runId: run.id, resumed, outputs: await driveToEnd(project, engine, run.id) };
}
