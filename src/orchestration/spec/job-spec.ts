import type { Json } from "#kernel";

/** When a task whose dependencies have all ended is run. Names and meanings are those of Databricks jobs. */
export type RunIf =
  | "ALL_SUCCESS"
  | "AT_LEAST_ONE_SUCCESS"
  | "NONE_FAILED"
  | "ALL_DONE"
  | "AT_LEAST_ONE_FAILED"
  | "ALL_FAILED";

/** A task that must have ended before; `outcome` is the branch of a condition task that has to be taken. */
export interface TaskDependency {
  readonly task_key: string;
  readonly outcome?: "true" | "false" | undefined;
}

/** Work of the product itself: the name of an operation that `src/pipelines` binds, and what it is given. */
export interface OperationTask {
  readonly operation: string;
  /** Values may refer: `{{job.parameters.x}}`, `{{tasks.y.values.z}}`. */
  readonly parameters: Readonly<Record<string, Json>>;
}

/** How the two sides of a condition are compared. */
export type ConditionOperator =
  | "EQUAL_TO"
  | "NOT_EQUAL"
  | "GREATER_THAN"
  | "GREATER_THAN_OR_EQUAL"
  | "LESS_THAN"
  | "LESS_THAN_OR_EQUAL";

/** A comparison; tasks that depend on it name the outcome they want. */
export interface ConditionTask {
  readonly op: ConditionOperator;
  readonly left: string;
  readonly right: string;
}

/** The same task once for each input. */
export interface ForEachTask {
  /** A list, or a reference to one; each entry is `{{input}}` in the parameters of the task. */
  readonly inputs: string | readonly Json[];
  /** How many run at once. */
  readonly concurrency: number;
  readonly task: TaskSpec;
}

/** A run of another job; the task lasts until that run has ended. */
export interface RunJobTask {
  readonly job_name: string;
  readonly job_parameters: Readonly<Record<string, Json>>;
}

/** One node of a job: how it hangs together with others, its limits, and exactly one of the four kinds of work. */
export interface TaskSpec {
  readonly task_key: string;
  /** What it does, in words for progress and pages. */
  readonly description: string;
  readonly depends_on: readonly TaskDependency[];
  readonly run_if: RunIf;
  /** Limit of one attempt; 0 = none. */
  readonly timeout_seconds: number;
  /** Attempts after the first one failed; −1 = without end. */
  readonly max_retries: number;
  readonly min_retry_interval_millis: number;
  readonly retry_on_timeout: boolean;
  /** A disabled task is passed over: what depends on it runs as if it had succeeded without an output. */
  readonly disabled: boolean;
  readonly operation_task?: OperationTask | undefined;
  readonly condition_task?: ConditionTask | undefined;
  readonly for_each_task?: ForEachTask | undefined;
  readonly run_job_task?: RunJobTask | undefined;
}

/** A value that a run may be given under this name, and what it is otherwise. */
export interface JobParameter {
  readonly name: string;
  readonly default: Json;
}

/** Whether something happens by itself now. */
export type PauseStatus = "PAUSED" | "UNPAUSED";

/** Runs at moments of the calendar. */
export interface JobSchedule {
  /** Five or six fields (minute first, or second first), such as `0 6 * * *`. */
  readonly cron: string;
  /** IANA name, such as `Europe/Berlin`. */
  readonly timezone_id: string;
  readonly pause_status: PauseStatus;
}

/** Runs when tables have new versions. */
export interface TableUpdateTrigger {
  readonly table_names: readonly string[];
  readonly condition: "ANY_UPDATED" | "ALL_UPDATED";
  readonly min_time_between_triggers_seconds: number;
  readonly wait_after_last_change_seconds: number;
}

/** Runs when an alias of the model moved. */
export interface AliasChangeTrigger {
  readonly aliases: readonly string[];
}

/** Runs when an event with one of these keys was raised; an empty list takes every key. */
export interface IncidentTrigger {
  readonly keys: readonly string[];
}

/** Exactly one thing that starts the job beside calendar and hand. */
export interface JobTrigger {
  readonly pause_status: PauseStatus;
  readonly table_update?: TableUpdateTrigger | undefined;
  readonly alias_change?: AliasChangeTrigger | undefined;
  readonly incident?: IncidentTrigger | undefined;
}

/** A limit of the run that is told when it is passed; the run goes on. */
export interface HealthRule {
  readonly metric: "RUN_DURATION_SECONDS";
  readonly op: "GREATER_THAN";
  readonly value: number;
}

/** Which moments of a run people are told about; to whom and how is the project's setting. */
export interface JobNotifications {
  readonly on_start: boolean;
  readonly on_success: boolean;
  readonly on_failure: boolean;
  readonly on_duration_warning_threshold_exceeded: boolean;
}

/** A job as data, complete with defaults. Names are those of Databricks jobs, so that it can be exported as it is. */
export interface JobSpec {
  readonly name: string;
  readonly description: string;
  readonly tasks: readonly TaskSpec[];
  readonly parameters: readonly JobParameter[];
  /** Limit of the whole run; 0 = none. */
  readonly timeout_seconds: number;
  readonly max_concurrent_runs: number;
  /** Whether a run beyond `max_concurrent_runs` waits; otherwise it is skipped. */
  readonly queue: { readonly enabled: boolean };
  readonly schedule?: JobSchedule | undefined;
  readonly trigger?: JobTrigger | undefined;
  readonly health: { readonly rules: readonly HealthRule[] };
  readonly notifications: JobNotifications;
}
