import type { JobRun, TaskRun } from "../run.js";
import type { FailureReason, RunEvent } from "./events.js";
import { newTask, type RunState } from "./state.js";

type EventOf<Kind extends RunEvent["kind"]> = Extract<RunEvent, { readonly kind: Kind }>;

function withRun(state: RunState, change: Partial<JobRun>): RunState {
  return { ...state, run: { ...state.run, ...change } };
}

function withTask(state: RunState, taskKey: string, change: (task: TaskRun) => Partial<TaskRun>): RunState {
  const task = state.tasks.get(taskKey)!;
  return { ...state, tasks: new Map(state.tasks).set(taskKey, { ...task, ...change(task) }) };
}

function started(state: RunState, now: number): RunState {
  const { timeout_seconds: limit, health } = state.spec;
  const warnAfter = Math.min(...health.rules.map(({ value }) => value));
  return withRun(state, {
    status: "running",
    startedAt: state.run.startedAt ?? now,
    deadline: limit === 0 ? null : now + limit * 1000,
    warnAt: Number.isFinite(warnAfter) ? now + warnAfter * 1000 : null,
  });
}

function repaired(state: RunState, { tasks }: EventOf<"run-repaired">): RunState {
  const again = new Map(state.tasks);
  for (const key of tasks) {
    const { attempt, token, input, status, handle } = again.get(key)!;
    // Work outside that was begun and not finished is taken up again; finished work that is done again begins anew.
    again.set(key, { ...newTask(key, input), attempt, token, handle: status === "succeeded" ? null : handle });
  }
  const run = { status: "queued", endedAt: null, error: null, repairs: state.run.repairs + 1 } as const;
  return withRun({ ...state, tasks: again }, run);
}

function expanded(state: RunState, { taskKey, inputs }: EventOf<"task-expanded">, now: number): RunState {
  const tasks = new Map(state.tasks);
  for (const [index, input] of inputs.entries()) {
    const key = `${taskKey}[${index}]`;
    const kept = tasks.get(key);
    // A repair keeps the inputs that were done.
    if (kept?.status === "succeeded" && JSON.stringify(kept.input) === JSON.stringify(input)) continue;
    tasks.set(key, { ...newTask(key, input), attempt: kept?.attempt ?? 0, token: kept?.token ?? 0 });
  }
  for (let extra = inputs.length; tasks.delete(`${taskKey}[${extra}]`); extra += 1);
  return withTask({ ...state, tasks }, taskKey, () => ({ status: "waiting", startedAt: now, attempt: 1 }));
}

function claimed(task: TaskRun, event: EventOf<"task-claimed">, now: number): Partial<TaskRun> {
  const token = task.token + 1;
  const lease = { owner: event.owner, token, expiresAt: event.expiresAt };
  return {
    status: "running",
    attempt: task.attempt + 1,
    readyAt: null,
    startedAt: now,
    deadline: event.deadline,
    error: null,
    token,
    lease,
  };
}

const isFailure = (reason: FailureReason): boolean => reason === "error" || reason === "timeout";

function failed(task: TaskRun, event: EventOf<"attempt-failed">): Partial<TaskRun> {
  return {
    status: "ready",
    failures: task.failures + (isFailure(event.reason) ? 1 : 0),
    losses: event.reason === "lost" ? task.losses + 1 : 0,
    readyAt: event.retryAt,
    deadline: null,
    lease: null,
    error: event.error,
  };
}

function ended(event: EventOf<"task-ended">, now: number): Partial<TaskRun> {
  const { status, output, error } = event;
  return { status, output, error, readyAt: null, deadline: null, lease: null, endedAt: now };
}

type TaskEventKind = "task-ready" | "task-claimed" | "task-waits" | "task-handle" | "attempt-failed" | "task-ended";
type RunEventKind = Exclude<RunEvent["kind"], TaskEventKind>;

type TaskChanges = {
  readonly [Kind in TaskEventKind]: (task: TaskRun, event: EventOf<Kind>, now: number) => Partial<TaskRun>;
};

const taskChanges: TaskChanges = {
  "task-ready": (_, __, now) => ({ status: "ready", readyAt: now }),
  "task-claimed": claimed,
  "task-waits": (task, { handle }, now) => ({
    status: "waiting",
    attempt: task.attempt + 1,
    startedAt: now,
    readyAt: null,
    handle,
  }),
  "task-handle": (_, { handle }) => ({ handle }),
  "attempt-failed": failed,
  "task-ended": (_, event, now) => ended(event, now),
};

type RunChanges = {
  readonly [Kind in RunEventKind]: (state: RunState, event: EventOf<Kind>, now: number) => RunState;
};

const runChanges: RunChanges = {
  "run-created": (state) => state,
  "run-started": (state, _, now) => started(state, now),
  "run-overdue": (state) => withRun(state, { warnAt: null }),
  "run-driven": (state, { driver }) => withRun(state, { driver }),
  "run-repaired": repaired,
  "run-ended": (state, { status, error }, now) =>
    withRun(state, { status, error, endedAt: now, deadline: null, warnAt: null }),
  "task-expanded": expanded,
};

const isTaskEvent = (event: RunEvent): event is EventOf<TaskEventKind> => Object.hasOwn(taskChanges, event.kind);

/** The state after an event. */
export function applyEvent(state: RunState, event: RunEvent, now: number): RunState {
  if (!isTaskEvent(event)) return runChanges[event.kind](state, event as never, now);
  return withTask(state, event.taskKey, (task) => taskChanges[event.kind](task, event as never, now));
}
