import { didYouMean, externalFailure, type Json, messageOf, notFound } from "#kernel";
import {
  createWorker,
  isTaskEnded,
  type JobRun,
  jobNamed,
  type JobSpec,
  loadRun,
  repair,
  submitRun,
  type TaskRun,
  type WorkerPorts,
} from "#orchestration";
import type { Project } from "../project/open-project.js";
import { engineOf, ownWork } from "./engine.js";

/** One task of a job, in a run that several processes bring forward one after another. */
export interface TaskRequest {
  readonly job: string;
  readonly task: string;
  /** Names the run: the first process with it begins the run, the others go on with it. */
  readonly token: string;
  readonly parameters: JobRun["parameters"];
}

/** How the task ended. */
export interface TaskResult {
  readonly job: string;
  readonly task: string;
  readonly runId: string;
  readonly succeeded: boolean;
  readonly output: Json | null;
}

/** A task and everything it depends on. */
function neededFor(task: string, spec: JobSpec): ReadonlySet<string> {
  const byKey = new Map(spec.tasks.map((each) => [each.task_key, each]));
  if (!byKey.has(task)) {
    throw notFound(
      "orchestration/unknown-task",
      `job "${spec.name}" has no task "${task}".${didYouMean(task, byKey.keys())} Tasks: ${[...byKey.keys()].join(", ")}`,
      { job: spec.name, task },
    );
  }
  const needed = new Set<string>();
  const visit = (key: string): void => {
    if (needed.has(key)) return;
    needed.add(key);
    for (const { task_key } of byKey.get(key)?.depends_on ?? []) visit(task_key);
  };
  visit(task);
  return needed;
}

/** An engine that sees only the wanted tasks of one run. */
function limitedTo(engine: WorkerPorts, runId: string, needed: ReadonlySet<string>): WorkerPorts {
  const isWanted = (ready: { readonly runId: string; readonly taskKey: string }): boolean =>
    ready.runId !== runId || needed.has(ready.taskKey.replace(/\[.*$/, ""));
  return { ...engine, queue: { ...engine.queue, ready: (query) => engine.queue.ready(query).filter(isWanted) } };
}

const glanceMs = 500;

async function driveTask(
  runId: string,
  task: string,
  engine: WorkerPorts,
): Promise<{ state: TaskRun; thrown: unknown }> {
  const worker = createWorker(ownWork(), engine);
  for (;;) {
    worker.beat();
    worker.step("any");
    const state = loadRun(runId, engine).tasks.get(task)!;
    if (isTaskEnded(state.status)) {
      worker.release();
      return { state, thrown: worker.thrown.get(runId) };
    }
    await engine.waiting.wait(glanceMs, worker.wake());
  }
}

/** A task that failed before is done again; what others did stays. */
function reopen(run: JobRun, task: string, engine: WorkerPorts): void {
  const { status } = loadRun(run.id, engine).tasks.get(task)!;
  const isDone = status === "succeeded" || !isTaskEnded(status);
  if (!isDone) repair({ runId: run.id }, engine);
}

/**
 * Brings a run forward until one of its tasks has ended, with what that task needs and nothing more. For schedulers of other
 * systems, whose tasks each call this with the token of their run.
 * @throws NotFound `orchestration/unknown-job`, `orchestration/unknown-task`; what the task threw
 */
export async function runTask(project: Project, request: TaskRequest): Promise<TaskResult> {
  const whole = engineOf(project);
  const { job, task, token, parameters } = request;
  const needed = neededFor(task, jobNamed(whole.jobs, job));
  const { run } = submitRun({ job, parameters, idempotencyToken: token, driver: null }, whole);
  reopen(run, task, whole);
  const { state, thrown } = await driveTask(run.id, task, limitedTo(whole, run.id, needed));
  if (state.status === "succeeded") {
    return { job, task, runId: run.id, succeeded: true, output: state.output };
  }
  if (thrown instanceof Error) throw thrown;
  throw externalFailure(
    "orchestration/task-not-succeeded",
    `task "${task}" of run ${run.id} ended as ${state.status}: ${state.error ?? messageOf(thrown ?? "no reason given")}`,
    { details: { runId: run.id, task, status: state.status } },
  );
}
