export type { JobRun as LegacyJobRun, JobRunStatus, JobStore, TaskRecord } from "./ports.js";
export type { RunNotices } from "./notices.js";
export { silentNotices } from "./notices.js";
export type { Operation, OperationContext, Operations } from "./operation.js";
export type { JobRun, Lease, RunStatus, RunTrigger, TaskRun, TaskStatus } from "./run.js";
export { type JobOutcome, type RunnerPorts, runJob } from "./run-job.js";
export type {
  AliasChangeTrigger,
  ConditionOperator,
  ConditionTask,
  ForEachTask,
  HealthRule,
  IncidentTrigger,
  JobNotifications,
  JobParameter,
  JobSchedule,
  JobSpec,
  JobTrigger,
  OperationTask,
  PauseStatus,
  RunIf,
  RunJobTask,
  TableUpdateTrigger,
  TaskDependency,
  TaskSpec,
} from "./spec/job-spec.js";
export { jobSpecSchema } from "./spec/job-spec-schema.js";
export { orderTasks, type Task, type TaskContext, type TaskGraph } from "./task-graph.js";
