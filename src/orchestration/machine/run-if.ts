import type { TaskRun, TaskStatus } from "../run.js";
import type { RunIf, TaskDependency, TaskSpec } from "../spec/job-spec.js";
import type { RunState } from "./state.js";

/** How a dependency ended, as seen by a task behind it. */
type Seen = "success" | "failed" | "canceled" | "excluded";

const seenByStatus: Readonly<Partial<Record<TaskStatus, Seen>>> = {
  succeeded: "success",
  disabled: "success",
  excluded: "excluded",
  canceled: "canceled",
  "upstream-canceled": "canceled",
};

function seenAs(task: TaskRun, dependency: TaskDependency): Seen {
  const seen = seenByStatus[task.status] ?? "failed";
  if (task.status !== "succeeded" || dependency.outcome === undefined) return seen;
  return (task.output === true) === (dependency.outcome === "true") ? "success" : "excluded";
}

const isBad = (seen: Seen): boolean => seen === "failed" || seen === "canceled";

const conditions: Readonly<Record<RunIf, (seen: readonly Seen[]) => boolean>> = {
  ALL_SUCCESS: (seen) => seen.every((one) => one === "success"),
  AT_LEAST_ONE_SUCCESS: (seen) => seen.includes("success"),
  NONE_FAILED: (seen) => !seen.some(isBad) && seen.includes("success"),
  ALL_DONE: () => true,
  AT_LEAST_ONE_FAILED: (seen) => seen.some(isBad),
  ALL_FAILED: (seen) => seen.every(isBad),
};

const wantsFailure: ReadonlySet<RunIf> = new Set(["AT_LEAST_ONE_FAILED", "ALL_FAILED"] as const);

/**
 * What becomes of a task whose dependencies have all ended.
 * @returns `ready`, or how it ends without having run
 */
export function fateOf(task: TaskSpec, state: RunState): TaskStatus {
  if (task.disabled) return "disabled";
  const seen = task.depends_on.map((dependency) => seenAs(state.tasks.get(dependency.task_key)!, dependency));
  if (seen.length === 0) return "ready";
  if (seen.every((one) => one === "excluded")) return "excluded";
  if (conditions[task.run_if](seen)) return "ready";
  if (wantsFailure.has(task.run_if)) return "excluded";
  if (seen.includes("failed")) return "upstream-failed";
  return seen.includes("canceled") ? "upstream-canceled" : "excluded";
}
