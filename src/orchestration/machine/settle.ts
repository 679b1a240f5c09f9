import { type Json, messageOf } from "#kernel";
import type { RunStatus, TaskRun, TaskStatus } from "../run.js";
import type { TaskSpec } from "../spec/job-spec.js";
import type { Draft } from "./draft.js";
import { evaluateCondition, resolveReferences } from "./references.js";
import { fateOf } from "./run-if.js";
import { childrenOf, isTaskEnded, layoutOf, type RunState } from "./state.js";

function end(draft: Draft, taskKey: string, status: TaskStatus, result: { output?: Json; error?: string } = {}): void {
  draft.emit({ kind: "task-ended", taskKey, status, output: result.output ?? null, error: result.error ?? null });
}

/** Conditions are decided and for-each tasks spread out at once; other work waits for a worker. */
function begin(draft: Draft, spec: TaskSpec, task: TaskRun): void {
  try {
    if (spec.condition_task !== undefined) {
      end(draft, task.taskKey, "succeeded", {
        output: evaluateCondition(spec.condition_task, draft.state(), task.input),
      });
    } else if (spec.for_each_task === undefined) {
      draft.emit({ kind: "task-ready", taskKey: task.taskKey });
    } else {
      const inputs = resolveReferences(spec.for_each_task.inputs, draft.state(), null);
      if (!Array.isArray(inputs)) throw new Error("the inputs of the for-each are not a list");
      draft.emit({ kind: "task-expanded", taskKey: task.taskKey, inputs: inputs as readonly Json[] });
    }
  } catch (error) {
    end(draft, task.taskKey, "failed", { error: messageOf(error) });
  }
}

/** Starts as many tasks of a for-each as there is room for, and ends it with them. */
function settleForEach(draft: Draft, spec: TaskSpec, taskKey: string): void {
  const { concurrency, task } = spec.for_each_task!;
  const open = (): readonly TaskRun[] =>
    childrenOf(draft.state(), taskKey).filter(({ status }) => !isTaskEnded(status));
  let room = concurrency - open().filter(({ status }) => status !== "pending").length;
  for (const child of open()) {
    if (child.status !== "pending" || room <= 0) continue;
    begin(draft, task, child);
    if (!isTaskEnded(draft.state().tasks.get(child.taskKey)!.status)) room -= 1;
  }
  if (open().length > 0) return;
  const children = childrenOf(draft.state(), taskKey);
  const bad = children.filter(({ status }) => status !== "succeeded");
  if (bad.length === 0) end(draft, taskKey, "succeeded", { output: children.map(({ output }) => output) });
  else {
    const error = `${bad.length} of ${children.length} inputs failed; first ${bad[0]!.taskKey}: ${bad[0]!.error ?? bad[0]!.status}`;
    end(draft, taskKey, "failed", { error });
  }
}

function settleTask(draft: Draft, spec: TaskSpec): void {
  const current = (): TaskRun => draft.state().tasks.get(spec.task_key)!;
  if (current().status === "pending") {
    const isOpen = spec.depends_on.some(({ task_key }) => !isTaskEnded(draft.state().tasks.get(task_key)!.status));
    if (isOpen) return;
    const fate = fateOf(spec, draft.state());
    if (fate === "ready") begin(draft, spec, current());
    else end(draft, spec.task_key, fate);
  }
  if (current().status === "waiting" && spec.for_each_task !== undefined) settleForEach(draft, spec, spec.task_key);
}

const badStatus: ReadonlySet<TaskStatus> = new Set(["failed", "timed-out", "upstream-failed"] as const);

/** How a run whose tasks have all ended is judged: by those nothing depends on. */
function verdictOf(state: RunState): { status: RunStatus; error: string | null } {
  const leaves = [...layoutOf(state.spec).leaves].map((key) => state.tasks.get(key)!);
  const isBad = leaves.some(({ status }) => badStatus.has(status));
  const isCanceled = leaves.some(({ status }) => status === "canceled" || status === "upstream-canceled");
  if (!isBad && !isCanceled) return { status: "succeeded", error: null };
  const cause = layoutOf(state.spec)
    .ordered.map(({ task_key }) => state.tasks.get(task_key)!)
    .find(({ status }) => status === "failed" || status === "timed-out" || status === "canceled");
  const error = cause === undefined ? null : `${cause.taskKey}: ${cause.error ?? cause.status}`;
  return { status: isBad ? "failed" : "canceled", error };
}

/** Moves a running run on as far as it goes without anybody working. */
export function settle(draft: Draft): void {
  if (draft.state().run.status !== "running") return;
  for (const spec of layoutOf(draft.state().spec).ordered) settleTask(draft, spec);
  const isOpen = [...draft.state().tasks.values()].some(({ status }) => !isTaskEnded(status));
  if (!isOpen) draft.emit({ kind: "run-ended", ...verdictOf(draft.state()) });
}
