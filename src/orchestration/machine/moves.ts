import { conflict, messageOf, notFound } from "#kernel";
import type { RunStatus, TaskRun } from "../run.js";
import type { Draft } from "./draft.js";
import type { FailureReason } from "./events.js";
import { resolveReferences } from "./references.js";
import { settle } from "./settle.js";
import { isRunEnded, isTaskEnded, layoutOf, taskSpecOf } from "./state.js";

/** A task that takes its process away again and again is given up after this many attempts in a row. */
const mostLosses = 100;

/** Starts a queued run. */
export function startRun(draft: Draft): void {
  draft.emit({ kind: "run-started" });
  settle(draft);
}

/**
 * Gives a ready task to a worker. A task whose parameters name what the run does not have fails instead.
 * @returns whether it was given
 */
export function claimTask(
  draft: Draft,
  taskKey: string,
  { owner, leaseMs }: { readonly owner: string; readonly leaseMs: number },
): boolean {
  const task = draft.state().tasks.get(taskKey);
  if (task?.status !== "ready" || (task.readyAt ?? 0) > draft.now) return false;
  const spec = taskSpecOf(draft.state().spec, taskKey);
  if (spec.operation_task === undefined) return false;
  try {
    resolveReferences(spec.operation_task.parameters, draft.state(), task.input);
  } catch (error) {
    endTask(draft, taskKey, { status: "failed", output: null, error: messageOf(error) });
    return false;
  }
  const deadline = spec.timeout_seconds === 0 ? null : draft.now + spec.timeout_seconds * 1000;
  draft.emit({ kind: "task-claimed", taskKey, owner, expiresAt: draft.now + leaseMs, deadline });
  return true;
}

/** Ends a task and moves the run on. */
export function endTask(draft: Draft, taskKey: string, end: Pick<TaskRun, "status" | "output" | "error">): void {
  draft.emit({ kind: "task-ended", taskKey, ...end });
  settle(draft);
}

/** How an attempt failed. */
export interface AttemptFailure {
  readonly reason: FailureReason;
  readonly error: string;
  /** False when the same attempt again could only fail again. */
  readonly retryable: boolean;
}

function mayTryAgain(task: TaskRun, failure: AttemptFailure, spec: ReturnType<typeof taskSpecOf>): boolean {
  if (failure.reason === "released") return true;
  if (failure.reason === "lost") return task.losses + 1 < mostLosses;
  if (failure.reason === "timeout" && !spec.retry_on_timeout) return false;
  return failure.retryable && (spec.max_retries < 0 || task.failures < spec.max_retries);
}

/** Records that an attempt did not succeed: the task is tried again, or has failed. */
export function failAttempt(draft: Draft, taskKey: string, failure: AttemptFailure): void {
  const spec = taskSpecOf(draft.state().spec, taskKey);
  const task = draft.state().tasks.get(taskKey)!;
  const { reason, error } = failure;
  if (mayTryAgain(task, failure, spec)) {
    const wait = reason === "error" || reason === "timeout" ? spec.min_retry_interval_millis : 0;
    draft.emit({ kind: "attempt-failed", taskKey, reason, error, retryAt: draft.now + wait });
    settle(draft);
    return;
  }
  endTask(draft, taskKey, { status: reason === "timeout" ? "timed-out" : "failed", output: null, error });
}

/** Ends a run and everything in it that has not ended. */
export function stopRun(draft: Draft, status: RunStatus, error: string): void {
  if (isRunEnded(draft.state().run.status)) return;
  for (const [taskKey, task] of draft.state().tasks) {
    if (!isTaskEnded(task.status)) {
      draft.emit({ kind: "task-ended", taskKey, status: "canceled", output: null, error });
    }
  }
  draft.emit({ kind: "run-ended", status, error });
}

/** Tasks of the spec that are behind any of `keys`, with those. */
function withDownstream(draft: Draft, keys: readonly string[]): readonly string[] {
  const again = new Set(keys);
  const { ordered } = layoutOf(draft.state().spec);
  for (const { task_key, depends_on } of ordered) {
    if (depends_on.some((dependency) => again.has(dependency.task_key))) again.add(task_key);
  }
  return ordered.map(({ task_key }) => task_key).filter((key) => again.has(key));
}

function repairKeys(draft: Draft, named: readonly string[]): readonly string[] {
  const { spec, tasks } = draft.state();
  const { ordered, byKey } = layoutOf(spec);
  for (const key of named) {
    if (!byKey.has(key)) {
      throw notFound("orchestration/unknown-task", `job "${spec.name}" has no task "${key}"`, { task: key });
    }
  }
  if (named.length > 0) return withDownstream(draft, named);
  const isDone = ({ status }: TaskRun): boolean => ["succeeded", "excluded", "disabled"].includes(status);
  const failed = ordered.map(({ task_key }) => task_key).filter((key) => !isDone(tasks.get(key)!));
  return withDownstream(draft, failed);
}

/**
 * Puts an ended run back to the queue: what failed, and all that is behind it, is done again; the other outputs stay.
 * @param named tasks to do again, with all behind them; empty takes those that did not succeed
 * @throws Conflict `orchestration/not-ended`, `orchestration/nothing-to-repair`; NotFound `orchestration/unknown-task`
 */
export function repairRun(draft: Draft, named: readonly string[]): void {
  const { run } = draft.state();
  if (!isRunEnded(run.status)) {
    throw conflict(
      "orchestration/not-ended",
      `run ${run.id} is ${run.status}; only a run that has ended can be repaired`,
    );
  }
  const tasks = repairKeys(draft, named);
  if (tasks.length === 0) {
    const advice = "name the tasks to do again, or start a new run";
    throw conflict("orchestration/nothing-to-repair", `every task of run ${run.id} succeeded; ${advice}`);
  }
  draft.emit({ kind: "run-repaired", tasks });
}

/** Ends or gives back an attempt that is out of time or whose worker is gone. */
function expireAttempt(draft: Draft, task: TaskRun, isGone: (owner: string) => boolean): void {
  const { taskKey, deadline, lease } = task;
  if (lease === null) return;
  if (deadline !== null && draft.now >= deadline) {
    const limit = taskSpecOf(draft.state().spec, taskKey).timeout_seconds;
    const error = `it took longer than its limit of ${limit} s`;
    failAttempt(draft, taskKey, { reason: "timeout", error, retryable: true });
  } else if (draft.now >= lease.expiresAt || isGone(lease.owner)) {
    failAttempt(draft, taskKey, { reason: "lost", error: "its worker went away", retryable: true });
  }
}

/**
 * Looks at the clock: attempts out of time, workers that went away, the run's own limits.
 * @param isGone whether a process is known to be gone
 */
export function expire(draft: Draft, isGone: (owner: string) => boolean): void {
  const { run, spec } = draft.state();
  if (isRunEnded(run.status)) return;
  if (run.driver !== null && isGone(run.driver)) draft.emit({ kind: "run-driven", driver: null });
  if (run.deadline !== null && draft.now >= run.deadline) {
    stopRun(draft, "timed-out", `the run took longer than its limit of ${spec.timeout_seconds} s`);
    return;
  }
  if (run.warnAt !== null && draft.now > run.warnAt) draft.emit({ kind: "run-overdue" });
  for (const task of draft.state().tasks.values()) expireAttempt(draft, task, isGone);
}
