export type { JobRun, JobRunStatus, JobStore, TaskRecord } from "./ports.js";
export { type JobOutcome, type RunnerPorts, runJob } from "./run-job.js";
export { orderTasks, type Task, type TaskContext, type TaskGraph } from "./task-graph.js";
