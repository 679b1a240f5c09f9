import { type Clock, digestOf, type Ids, instantOf, type Json, messageOf, type Progress } from "#kernel";
import type { JobRun, JobStore } from "./ports.js";
import { orderTasks, type Task, type TaskGraph } from "./task-graph.js";

/** What the runner works with. */
export interface RunnerPorts {
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly progress: Progress;
}

/** What a finished job left. */
export interface JobOutcome {
  readonly runId: string;
  /** True when an interrupted run was continued. */
  readonly resumed: boolean;
  /** Output of every task, by task key. */
  readonly outputs: Readonly<Record<string, Json>>;
}

function openRun(graph: TaskGraph, parameters: Json, ports: RunnerPorts): { run: JobRun; resumed: boolean } {
  const inputDigest = digestOf({ job: graph.job, parameters });
  const interrupted = ports.jobs
    .listRuns({ job: graph.job, status: "running" })
    .find((run) => run.inputDigest === inputDigest);
  if (interrupted !== undefined) return { run: interrupted, resumed: true };
  const run: JobRun = {
    id: ports.ids.next("job"),
    job: graph.job,
    inputDigest,
    parameters,
    status: "running",
    startedAt: instantOf(ports.clock),
    endedAt: null,
    error: null,
  };
  ports.jobs.createRun(run);
  return { run, resumed: false };
}

async function runTask(task: Task, run: JobRun, inputs: Record<string, Json>, ports: RunnerPorts): Promise<Json> {
  const inputDigest = digestOf({ parameters: run.parameters, inputs });
  const stored = ports.jobs.findTask(run.id, task.key, inputDigest);
  if (stored !== undefined) return stored.output;
  const startedAt = instantOf(ports.clock);
  const output = await task.run({ runId: run.id, parameters: run.parameters, inputs });
  const endedAt = instantOf(ports.clock);
  return ports.jobs.saveTask({ runId: run.id, taskKey: task.key, inputDigest, output, startedAt, endedAt }).output;
}

/**
 * Runs a job's tasks one after another in this process. An interrupted run of the same job and parameters is continued: tasks
 * whose output is stored are not run again.
 * @param parameters everything the job depends on beside its tasks' code; equal parameters mean the same work
 * @returns the outputs of all tasks
 * @throws whatever a task throws, after the run is recorded as failed
 */
export async function runJob(graph: TaskGraph, parameters: Json, ports: RunnerPorts): Promise<JobOutcome> {
  const tasks = orderTasks(graph);
  const { run, resumed } = openRun(graph, parameters, ports);
  const outputs: Record<string, Json> = {};
  try {
    for (const task of tasks) {
      const inputs = Object.fromEntries(task.dependsOn.map((key) => [key, outputs[key] ?? null]));
      outputs[task.key] = await runTask(task, run, inputs, ports);
    }
  } catch (error) {
    ports.jobs.endRun(run.id, "failed", instantOf(ports.clock), messageOf(error));
    throw error;
  }
  ports.jobs.endRun(run.id, "succeeded", instantOf(ports.clock), null);
  return { runId: run.id, resumed, outputs };
}
