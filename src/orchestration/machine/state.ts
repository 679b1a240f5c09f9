import type { JobRun, RunStatus, TaskRun, TaskStatus } from "../run.js";
import type { JobSpec, TaskSpec } from "../spec/job-spec.js";

/** Everything about one run: what the machine decides on. */
export interface RunState {
  readonly run: JobRun;
  readonly spec: JobSpec;
  /** By key; tasks of a for-each beside those of the spec. */
  readonly tasks: ReadonlyMap<string, TaskRun>;
}

const endedTask: ReadonlySet<TaskStatus> = new Set([
  "succeeded",
  "failed",
  "timed-out",
  "canceled",
  "excluded",
  "upstream-failed",
  "upstream-canceled",
  "disabled",
] as const);

/** Whether nothing more happens to a task by itself. */
export function isTaskEnded(status: TaskStatus): boolean {
  return endedTask.has(status);
}

/** Whether nothing more happens to a run by itself. */
export function isRunEnded(status: RunStatus): boolean {
  return status !== "queued" && status !== "running";
}

/** What follows from a spec alone. */
interface Layout {
  /** Every task behind those it depends on; ties keep the order of the spec. */
  readonly ordered: readonly TaskSpec[];
  readonly byKey: ReadonlyMap<string, TaskSpec>;
  /** Nothing depends on them: they decide how the run ended. */
  readonly leaves: ReadonlySet<string>;
}

function orderOf(spec: JobSpec, byKey: ReadonlyMap<string, TaskSpec>): readonly TaskSpec[] {
  const ordered: TaskSpec[] = [];
  const seen = new Set<string>();
  const visit = (task: TaskSpec): void => {
    if (seen.has(task.task_key)) return;
    seen.add(task.task_key);
    for (const { task_key } of task.depends_on) visit(byKey.get(task_key)!);
    ordered.push(task);
  };
  for (const task of spec.tasks) visit(task);
  return ordered;
}

const layouts = new WeakMap<JobSpec, Layout>();

/** The layout of a checked spec. */
export function layoutOf(spec: JobSpec): Layout {
  const known = layouts.get(spec);
  if (known !== undefined) return known;
  const byKey = new Map(spec.tasks.map((task) => [task.task_key, task]));
  const needed = new Set(spec.tasks.flatMap(({ depends_on }) => depends_on.map(({ task_key }) => task_key)));
  const layout: Layout = {
    ordered: orderOf(spec, byKey),
    byKey,
    leaves: new Set([...byKey.keys()].filter((key) => !needed.has(key))),
  };
  layouts.set(spec, layout);
  return layout;
}

/** Key of the for-each task that a key such as `score[3]` belongs to; undefined for a task of the spec itself. */
export function parentKeyOf(taskKey: string): string | undefined {
  const bracket = taskKey.indexOf("[");
  return bracket < 0 ? undefined : taskKey.slice(0, bracket);
}

/** The part of the spec that a task of the run follows. */
export function taskSpecOf(spec: JobSpec, taskKey: string): TaskSpec {
  const parent = parentKeyOf(taskKey);
  return parent === undefined
    ? layoutOf(spec).byKey.get(taskKey)!
    : layoutOf(spec).byKey.get(parent)!.for_each_task!.task;
}

/** Tasks of a for-each, in order of input. */
export function childrenOf(state: RunState, taskKey: string): readonly TaskRun[] {
  const children: TaskRun[] = [];
  for (let index = 0; ; index += 1) {
    const child = state.tasks.get(`${taskKey}[${index}]`);
    if (child === undefined) return children;
    children.push(child);
  }
}

/** A task that has not begun. */
export function newTask(taskKey: string, input: TaskRun["input"] = null): TaskRun {
  return {
    taskKey,
    status: "pending",
    attempt: 0,
    failures: 0,
    losses: 0,
    readyAt: null,
    startedAt: null,
    deadline: null,
    endedAt: null,
    lease: null,
    token: 0,
    handle: null,
    output: null,
    error: null,
    input,
  };
}
