import { didYouMean, DriftloopError, invalidInput, type Json, messageOf } from "#kernel";
import { Cron } from "croner";
import { referencesIn } from "../machine/references.js";
import type { JobSpec, TaskSpec } from "./job-spec.js";
import { jobSpecSchema } from "./job-spec-schema.js";

type Complain = (path: string, reason: string) => never;

/** Refuses a spec with the place in it and the reason. */
function complainer(job: string): Complain {
  return (path, reason) => {
    throw invalidInput("orchestration/invalid-spec", `job "${job}", ${path}: ${reason}`, { job, path });
  };
}

function parseShape(value: unknown, job: string): JobSpec {
  const result = jobSpecSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue!.path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
  return complainer(job)(path === "" ? "the spec" : path, issue!.message);
}

function checkKeys(spec: JobSpec, complain: Complain): void {
  const keys = spec.tasks.map(({ task_key }) => task_key);
  for (const [index, { task_key, depends_on }] of spec.tasks.entries()) {
    if (keys.indexOf(task_key) !== index) complain(`tasks[${index}].task_key`, `"${task_key}" is there twice`);
    for (const [place, { task_key: needed, outcome }] of depends_on.entries()) {
      const path = `tasks[${index}].depends_on[${place}]`;
      const target = spec.tasks.find((task) => task.task_key === needed);
      if (target === undefined) complain(path, `there is no task "${needed}".${didYouMean(needed, keys)}`);
      else if (outcome !== undefined && target.condition_task === undefined) {
        complain(`${path}.outcome`, `only a condition task has outcomes, and "${needed}" is none`);
      }
    }
  }
}

function checkCycles(spec: JobSpec, complain: Complain): void {
  const byKey = new Map(spec.tasks.map((task) => [task.task_key, task]));
  const done = new Set<string>();
  const visit = (key: string, path: readonly string[]): void => {
    if (done.has(key)) return;
    if (path.includes(key))
      complain("tasks", `they wait for each other: ${[...path, key].slice(path.indexOf(key)).join(" → ")}`);
    for (const dependency of byKey.get(key)!.depends_on) visit(dependency.task_key, [...path, key]);
    done.add(key);
  };
  for (const { task_key } of spec.tasks) visit(task_key, []);
}

function checkOperations(task: TaskSpec, path: string, operations: readonly string[], complain: Complain): void {
  const name = task.operation_task?.operation;
  if (name !== undefined && !operations.includes(name)) {
    complain(`${path}.operation_task.operation`, `there is no operation "${name}".${didYouMean(name, operations)}`);
  }
  const inner = task.for_each_task?.task;
  if (inner === undefined) return;
  const at = `${path}.for_each_task.task`;
  if (inner.for_each_task !== undefined) complain(at, "a for-each cannot hold another for-each");
  if (inner.depends_on.length > 0)
    complain(`${at}.depends_on`, "the task of a for-each depends on what the for-each depends on");
  checkOperations(inner, at, operations, complain);
}

function ancestorsOf(task: TaskSpec, spec: JobSpec, found: Set<string> = new Set()): ReadonlySet<string> {
  for (const { task_key } of task.depends_on) {
    if (found.has(task_key)) continue;
    found.add(task_key);
    ancestorsOf(spec.tasks.find((other) => other.task_key === task_key)!, spec, found);
  }
  return found;
}

/** What is wrong with a reference; null when nothing is. */
function referenceProblem(path: string, task: TaskSpec, spec: JobSpec): string | null {
  const [root, first, name] = path.split(".");
  if (root === "input") return null;
  if (root === "tasks") {
    return ancestorsOf(task, spec).has(first ?? "") ? null : `names no task that "${task.task_key}" waits for`;
  }
  if (root !== "job") return "is none of job.…, tasks.…, input";
  const isKnown = first !== "parameters" || spec.parameters.some((parameter) => parameter.name === name);
  return isKnown ? null : "names no parameter of the job";
}

function checkReferences(spec: JobSpec, complain: Complain): void {
  for (const [index, task] of spec.tasks.entries()) {
    const { operation_task, condition_task, for_each_task, run_job_task } = task;
    const work = { ...operation_task, ...condition_task, ...for_each_task, ...run_job_task } as unknown as Json;
    for (const path of referencesIn(work)) {
      const problem = referenceProblem(path, task, spec);
      if (problem !== null) complain(`tasks[${index}]`, `{{${path}}} ${problem}`);
    }
  }
}

function checkSchedule({ schedule }: JobSpec, complain: Complain): void {
  if (schedule === undefined) return;
  const check = (path: string, cron: string, timezone: string): void => {
    try {
      new Cron(cron, { timezone, paused: true }).nextRun();
    } catch (error) {
      complain(path, messageOf(error));
    }
  };
  check("schedule.cron", schedule.cron, "UTC");
  check("schedule.timezone_id", "0 0 * * *", schedule.timezone_id);
}

function checkParameters({ parameters }: JobSpec, complain: Complain): void {
  for (const [index, { name }] of parameters.entries()) {
    if (parameters.findIndex((other) => other.name === name) !== index)
      complain(`parameters[${index}]`, `"${name}" is there twice`);
  }
}

/**
 * A job from its spec, complete and checked by itself: shape, keys, cycles, operations, references, calendar.
 * @param operations names that a task may use
 * @throws InvalidInput `orchestration/invalid-spec` with the path in the spec and the reason
 */
export function parseJobSpec(value: unknown, operations: readonly string[]): JobSpec {
  const named = (value as { readonly name?: unknown } | null)?.name;
  const job = typeof named === "string" ? named : "without a name";
  const spec = parseShape(value, job);
  const complain = complainer(job);
  checkKeys(spec, complain);
  checkCycles(spec, complain);
  checkParameters(spec, complain);
  for (const [index, task] of spec.tasks.entries()) checkOperations(task, `tasks[${index}]`, operations, complain);
  checkReferences(spec, complain);
  checkSchedule(spec, complain);
  return spec;
}

function checkRunJobs(jobs: Readonly<Record<string, JobSpec>>): void {
  const startedBy = (spec: JobSpec): readonly string[] =>
    spec.tasks
      .map(({ run_job_task, for_each_task }) => run_job_task ?? for_each_task?.task.run_job_task)
      .flatMap((work) => (work === undefined ? [] : [work.job_name]));
  const visit = (name: string, path: readonly string[]): void => {
    const complain = complainer(path.at(-1) ?? name);
    const spec = jobs[name] ?? complain("tasks", `there is no job "${name}".${didYouMean(name, Object.keys(jobs))}`);
    if (path.includes(name))
      complain("tasks", `jobs start each other: ${[...path, name].slice(path.indexOf(name)).join(" → ")}`);
    for (const next of startedBy(spec)) visit(next, [...path, name]);
  };
  for (const name of Object.keys(jobs)) visit(name, []);
}

/**
 * The jobs of a project by name, checked by themselves and against each other.
 * @throws InvalidInput `orchestration/invalid-spec`
 */
export function parseJobs(
  values: readonly unknown[],
  operations: readonly string[],
): Readonly<Record<string, JobSpec>> {
  const jobs: Record<string, JobSpec> = {};
  for (const value of values) {
    const spec = parseJobSpec(value, operations);
    if (Object.hasOwn(jobs, spec.name)) complainer(spec.name)("name", "two jobs have it");
    jobs[spec.name] = spec;
  }
  checkRunJobs(jobs);
  return jobs;
}

/** Whether an error says that trying again could only fail again. */
export function isFinal(thrown: unknown): boolean {
  return thrown instanceof DriftloopError && ["InvalidInput", "NotFound", "NotReady"].includes(thrown.kind);
}
