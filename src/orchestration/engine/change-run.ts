import { digestOf, messageOf, notFound } from "#kernel";
import { createDraft, type Draft } from "../machine/draft.js";
import { endTask, failAttempt, startRun, stopRun } from "../machine/moves.js";
import { resolveReferences } from "../machine/references.js";
import { isRunEnded, newTask, type RunState, taskSpecOf } from "../machine/state.js";
import type { JobRun, RunTrigger, TaskRun } from "../run.js";
import type { JobSpec } from "../spec/job-spec.js";
import type { EnginePorts } from "./engine-ports.js";

/** Tasks that start runs need no worker: they wait for their run from the moment they are ready. */
function takeChildRequests(draft: Draft, ports: EnginePorts): readonly NewRun[] {
  const { run, spec, tasks } = draft.state();
  if (run.status !== "running") return [];
  const requests: NewRun[] = [];
  for (const task of tasks.values()) {
    const work = taskSpecOf(spec, task.taskKey).run_job_task;
    if (work === undefined || task.status !== "ready" || task.readyAt! > draft.now) continue;
    const parent = { runId: run.id, taskKey: task.taskKey };
    try {
      const parameters = resolveReferences(work.job_parameters, draft.state(), task.input) as JobRun["parameters"];
      const id = ports.ids.next("job");
      draft.emit({ kind: "task-waits", taskKey: task.taskKey, handle: { runId: id } });
      requests.push({ id, job: work.job_name, parameters, parent, driver: run.driver });
    } catch (error) {
      endTask(draft, task.taskKey, { status: "failed", output: null, error: messageOf(error) });
    }
  }
  return requests;
}

/** The task that started a run ends with it. */
function tellParent({ run }: RunState, ports: EnginePorts): void {
  const { parent } = run;
  if (parent === null) return;
  changeRun(parent.runId, ports, (draft) => {
    const task = draft.state().tasks.get(parent.taskKey);
    if (task?.status !== "waiting" || (task.handle as { runId?: string } | null)?.runId !== run.id) return;
    if (run.status === "succeeded") {
      endTask(draft, parent.taskKey, { status: "succeeded", output: { run_id: run.id }, error: null });
      return;
    }
    const error = `run ${run.id} of job "${run.job}" ${run.status}: ${run.error ?? "no reason given"}`;
    failAttempt(draft, parent.taskKey, { reason: "error", error, retryable: true });
  });
}

/** Starts queued runs of a job while there is room. */
export function startQueued(job: string, ports: EnginePorts): void {
  const limit = ports.jobs[job]?.max_concurrent_runs ?? 1;
  const room = limit - ports.queue.countRunning(job);
  if (room <= 0) return;
  for (const { id } of ports.store.search({ job, status: "queued", oldestFirst: true, limit: room })) {
    changeRun(id, ports, startRun);
  }
}

function tellPeople(draft: Draft, ports: EnginePorts): void {
  const { run, spec } = draft.state();
  for (const { kind } of draft.events) {
    if (kind === "run-started") ports.notices.onRunStarted(run, spec);
    if (kind === "run-overdue") ports.notices.onRunOverdue(run, spec);
    if (kind === "run-ended") ports.notices.onRunEnded(run, spec);
  }
}

/** What follows from a saved change: runs that tasks asked for, people, the run that waited for this one, queued runs. */
function follow(draft: Draft, requests: readonly NewRun[], ports: EnginePorts): void {
  tellPeople(draft, ports);
  for (const request of requests) createRun(request, ports);
  if (!draft.events.some(({ kind }) => kind === "run-ended")) return;
  tellParent(draft.state(), ports);
  startQueued(draft.state().run.job, ports);
}

/** What a run is made of; what is left out has the job's defaults or is not there. */
export interface NewRun {
  readonly id: string;
  readonly job: string;
  readonly parameters: JobRun["parameters"];
  readonly trigger?: RunTrigger;
  readonly idempotencyToken?: string | null;
  readonly workDigest?: string | null;
  readonly driver?: string | null;
  readonly parent?: JobRun["parent"];
}

function newRunState(request: NewRun, spec: JobSpec, now: number): RunState {
  const { id, job, idempotencyToken = null, workDigest = null, driver = null, parent = null } = request;
  const defaults = Object.fromEntries(spec.parameters.map((parameter) => [parameter.name, parameter.default]));
  const byHand: RunTrigger = { kind: parent === null ? "manual" : "run-job", scheduledFor: null, cause: null };
  const run: JobRun = {
    id,
    job,
    specDigest: digestOf(spec),
    parameters: { ...defaults, ...request.parameters },
    trigger: request.trigger ?? byHand,
    idempotencyToken,
    workDigest,
    driver,
    status: "queued",
    createdAt: now,
    startedAt: null,
    deadline: null,
    endedAt: null,
    error: null,
    repairs: 0,
    warnAt: null,
    parent,
  };
  return { run, spec, tasks: new Map(spec.tasks.map(({ task_key }) => [task_key, newTask(task_key)])) };
}

function begin(draft: Draft, ports: EnginePorts): void {
  const { run, spec } = draft.state();
  draft.emit({ kind: "run-created" });
  if (ports.queue.countRunning(run.job) < spec.max_concurrent_runs) startRun(draft);
  else if (!spec.queue.enabled) {
    stopRun(
      draft,
      "skipped",
      `${spec.max_concurrent_runs} of its runs are at work already, and the job does not queue`,
    );
  }
}

/** Makes a run: it starts, waits for room, or is skipped. Must be called inside a transaction. */
export function createRun(request: NewRun, ports: EnginePorts): JobRun {
  const draft = createDraft(newRunState(request, ports.jobs[request.job]!, ports.clock.now()), ports.clock.now());
  begin(draft, ports);
  const requests = takeChildRequests(draft, ports);
  ports.store.create(draft.state(), draft.events, draft.now);
  follow(draft, requests, ports);
  return draft.state().run;
}

/**
 * Moves a run on in one transaction: loads it, lets `move` change it, keeps state and events together with all that follows.
 * @throws NotFound `orchestration/run-not-found`
 */
export function changeRun<Result>(runId: string, ports: EnginePorts, move: (draft: Draft) => Result): Result {
  return ports.store.transaction(() => {
    const stored = ports.store.load(runId);
    if (stored === undefined) throw runNotFound(runId);
    const draft = createDraft(stored, ports.clock.now());
    const result = move(draft);
    const requests = takeChildRequests(draft, ports);
    if (draft.events.length === 0) return result;
    ports.store.save(stored, draft.state(), draft.events, draft.now);
    follow(draft, requests, ports);
    return result;
  });
}

/** The error for a run that is not there. */
export function runNotFound(id: string): Error {
  return notFound("orchestration/run-not-found", `there is no job run "${id}"; driftloop jobs runs lists them`, { id });
}

/** Runs that tasks of a run started and that have not ended. */
export function openChildren(state: RunState, ports: EnginePorts): readonly string[] {
  const ids = [...state.tasks.values()]
    .filter((task: TaskRun) => taskSpecOf(state.spec, task.taskKey).run_job_task !== undefined)
    .map(({ handle }) => (handle as { readonly runId?: string } | null)?.runId)
    .filter((id): id is string => id !== undefined);
  return ids.filter((id) => !isRunEnded(ports.store.load(id)?.run.status ?? "canceled"));
}
