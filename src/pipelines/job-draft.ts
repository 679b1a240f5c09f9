import type { JobSpec, TaskSpec } from "#orchestration";
import type { OperationName } from "./operations.js";

/** A job as it is written down here: what is left out has Databricks' default. */
export type JobDraft = Omit<Partial<JobSpec>, "tasks"> & {
  readonly name: string;
  readonly tasks: readonly TaskDraft[];
};
type TaskDraft = Omit<Partial<TaskSpec>, "depends_on" | "operation_task"> & {
  readonly task_key: string;
  readonly depends_on?: TaskSpec["depends_on"];
  readonly operation_task?: { readonly operation: OperationName; readonly parameters?: object };
};
