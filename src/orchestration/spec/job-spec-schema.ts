import type { Json } from "#kernel";
import { z } from "zod";
import type { JobSchedule, JobSpec, JobTrigger, TaskSpec } from "./job-spec.js";

const json = z.json() as z.ZodType<Json>;
const name = z.string().regex(/^[\w-]{1,100}$/, "use letters, digits, _ and -, at most 100");
const seconds = z.int().min(0);
const pauseStatus = z.enum(["PAUSED", "UNPAUSED"]).default("UNPAUSED");
const values = z.record(z.string(), json).default({});

const condition = z.strictObject({
  op: z.enum(["EQUAL_TO", "NOT_EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL"]),
  left: z.string(),
  right: z.string(),
});

const workFields = ["operation_task", "condition_task", "for_each_task", "run_job_task"] as const;

const taskFields = {
  task_key: name,
  description: z.string().default(""),
  depends_on: z.array(z.strictObject({ task_key: name, outcome: z.enum(["true", "false"]).optional() })).default([]),
  run_if: z
    .enum(["ALL_SUCCESS", "AT_LEAST_ONE_SUCCESS", "NONE_FAILED", "ALL_DONE", "AT_LEAST_ONE_FAILED", "ALL_FAILED"])
    .default("ALL_SUCCESS"),
  timeout_seconds: seconds.default(0),
  max_retries: z.int().min(-1).default(0),
  min_retry_interval_millis: z.int().min(0).default(0),
  retry_on_timeout: z.boolean().default(false),
  disabled: z.boolean().default(false),
  operation_task: z.strictObject({ operation: z.string().min(1), parameters: values }).optional(),
  condition_task: condition.optional(),
  run_job_task: z.strictObject({ job_name: name, job_parameters: values }).optional(),
};

const task: z.ZodType<TaskSpec> = z
  .strictObject({
    ...taskFields,
    for_each_task: z
      .strictObject({
        inputs: z.union([z.string(), z.array(json)]),
        concurrency: z.int().min(1).max(100).default(1),
        task: z.lazy((): z.ZodType<TaskSpec> => task),
      })
      .optional(),
  })
  .superRefine((spec, context) => {
    const kinds = workFields.filter((field) => spec[field] !== undefined);
    if (kinds.length === 1) return;
    const told = kinds.length === 0 ? "it has none" : `it has ${kinds.join(" and ")}`;
    context.addIssue({ code: "custom", message: `a task has exactly one of ${workFields.join(", ")}; ${told}` });
  });

const schedule: z.ZodType<JobSchedule> = z.strictObject({
  cron: z.string(),
  timezone_id: z.string().default("UTC"),
  pause_status: pauseStatus,
});

const triggerKinds = ["table_update", "alias_change", "incident"] as const;

const trigger: z.ZodType<JobTrigger> = z
  .strictObject({
    pause_status: pauseStatus,
    table_update: z
      .strictObject({
        table_names: z.array(z.string()).min(1),
        condition: z.enum(["ANY_UPDATED", "ALL_UPDATED"]).default("ANY_UPDATED"),
        min_time_between_triggers_seconds: seconds.default(0),
        wait_after_last_change_seconds: seconds.default(0),
      })
      .optional(),
    alias_change: z.strictObject({ aliases: z.array(z.string()).min(1) }).optional(),
    incident: z.strictObject({ keys: z.array(z.string()).default([]) }).optional(),
  })
  .superRefine((spec, context) => {
    if (triggerKinds.filter((kind) => spec[kind] !== undefined).length === 1) return;
    context.addIssue({ code: "custom", message: `a trigger has exactly one of ${triggerKinds.join(", ")}` });
  });

const flag = (value: boolean): z.ZodDefault<z.ZodBoolean> => z.boolean().default(value);

/** Schema of a {@link JobSpec}; what is left out takes Databricks' default. */
export const jobSpecSchema: z.ZodType<JobSpec> = z.strictObject({
  name,
  description: z.string().default(""),
  tasks: z.array(task).min(1).max(1000),
  parameters: z.array(z.strictObject({ name, default: json })).default([]),
  timeout_seconds: seconds.default(0),
  max_concurrent_runs: z.int().min(1).max(1000).default(1),
  queue: z.strictObject({ enabled: z.boolean() }).default({ enabled: true }),
  schedule: schedule.optional(),
  trigger: trigger.optional(),
  health: z
    .strictObject({
      rules: z.array(
        z.strictObject({
          metric: z.literal("RUN_DURATION_SECONDS"),
          op: z.literal("GREATER_THAN"),
          value: z.int().min(1),
        }),
      ),
    })
    .default({ rules: [] }),
  notifications: z
    .strictObject({
      on_start: flag(false),
      on_success: flag(true),
      on_failure: flag(true),
      on_duration_warning_threshold_exceeded: flag(true),
    })
    .prefault({}),
});
