import type { Json } from "#kernel";
import type { JobNotifications, JobSpec, TaskSpec } from "#orchestration";
import { quartzCron } from "./quartz-cron.js";

/** What the exported jobs need to know beside the specs. */
export interface DatabricksOptions {
  readonly project: string;
  /** Who gets Databricks' own mails. */
  readonly recipients: readonly string[];
  /** Where the launcher is, as the job names it. */
  readonly launcher: string;
  /** Folder of a volume that holds the project between tasks. */
  readonly stateFolder: string;
  /** The command on the cluster. */
  readonly command: string;
  readonly sparkVersion: string;
  readonly nodeType: string;
}

/** An object of the Jobs API. */
export type DatabricksObject = { readonly [key: string]: Json };

/** Name of a job in the workspace and in the bundle. */
export function databricksName(project: string, job: string): string {
  return `${project}_${job}`;
}

const clusterKey = "driftloop";

function withoutEmpty(object: { readonly [key: string]: Json | undefined }): DatabricksObject {
  const kept = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as DatabricksObject;
}

function conditionOf(task: TaskSpec): Json | undefined {
  if (task.condition_task === undefined) return undefined;
  const { op, left, right } = task.condition_task;
  return { op, left, right };
}

/** A for-each and the run of another job happen inside their task: the program on the cluster sees to them. */
function pythonTask(job: JobSpec, task: TaskSpec, options: DatabricksOptions): Json {
  return {
    python_file: options.launcher,
    source: "WORKSPACE",
    parameters: [
      ["--state", options.stateFolder, "--command", options.command],
      ["--job", job.name, "--task", task.task_key, "--token", "databricks-{{job.run_id}}"],
      job.parameters.flatMap(({ name }) => ["--parameter", `${name}={{job.parameters.${name}}}`]),
    ].flat(),
  };
}

function taskOf(job: JobSpec, task: TaskSpec, options: DatabricksOptions): DatabricksObject {
  const condition = conditionOf(task);
  const work =
    condition === undefined
      ? { job_cluster_key: clusterKey, spark_python_task: pythonTask(job, task, options) }
      : { condition_task: condition };
  return withoutEmpty({
    task_key: task.task_key,
    description: task.description === "" ? undefined : task.description,
    depends_on: task.depends_on.map(({ task_key, outcome }) => withoutEmpty({ task_key, outcome })),
    run_if: task.run_if,
    timeout_seconds: task.timeout_seconds,
    max_retries: task.max_retries,
    min_retry_interval_millis: task.min_retry_interval_millis,
    retry_on_timeout: task.retry_on_timeout,
    disabled: task.disabled ? true : undefined,
    ...work,
  });
}

function emailsOf(notifications: JobNotifications, recipients: readonly string[]): DatabricksObject | undefined {
  if (recipients.length === 0) return undefined;
  const wanted = Object.entries(notifications).filter(([, isWanted]) => isWanted === true);
  return Object.fromEntries(wanted.map(([name]) => [name, [...recipients]]));
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function clusterOf(options: DatabricksOptions): Json {
  return {
    job_cluster_key: clusterKey,
    new_cluster: {
      spark_version: options.sparkVersion,
      node_type_id: options.nodeType,
      num_workers: 0,
      spark_conf: { "spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*]" },
      custom_tags: { ResourceClass: "SingleNode" },
    },
  };
}

function scheduleOf({ schedule }: JobSpec): DatabricksObject | undefined {
  if (schedule === undefined) return undefined;
  const { cron, timezone_id, pause_status } = schedule;
  return { quartz_cron_expression: quartzCron(cron), timezone_id, pause_status };
}

/**
 * The settings of a job as the Jobs API 2.2 takes them at `POST /api/2.2/jobs/create`.
 * @throws InvalidInput `export/cron-not-expressible`
 * @source Databricks Jobs API 2.2
 */
export function databricksJob(job: JobSpec, options: DatabricksOptions): DatabricksObject {
  return withoutEmpty({
    name: databricksName(options.project, job.name),
    description: job.description === "" ? undefined : job.description,
    tags: { created_by: "driftloop", project: options.project },
    timeout_seconds: job.timeout_seconds,
    max_concurrent_runs: job.max_concurrent_runs,
    queue: { enabled: job.queue.enabled },
    parameters: job.parameters.map((parameter) => ({ name: parameter.name, default: textOf(parameter.default) })),
    schedule: scheduleOf(job),
    health:
      job.health.rules.length === 0
        ? undefined
        : { rules: job.health.rules.map(({ metric, op, value }) => ({ metric, op, value })) },
    email_notifications: emailsOf(job.notifications, options.recipients),
    job_clusters: [clusterOf(options)],
    tasks: job.tasks.map((task) => taskOf(job, task, options)),
  });
}

/** What starts or shapes a job here and has no place in the export, in words. */
export function leftOut(job: JobSpec): readonly string[] {
  const { trigger } = job;
  const starts = [
    trigger?.table_update === undefined ? [] : ["new table versions (tables of the project are not in Unity Catalog)"],
    trigger?.alias_change === undefined ? [] : ["moved aliases (models of the project are not in Unity Catalog)"],
    trigger?.incident === undefined ? [] : ["incidents (they are raised by the program, not by Databricks)"],
  ].flat();
  return starts.map((start) => `job ${job.name} is not started by ${start}`);
}
