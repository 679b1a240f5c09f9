export { type Claim, saveHandle } from "./engine/attempts.js";
export type { EnginePorts, Jobs } from "./engine/engine-ports.js";
export {
  cancelRun,
  jobNamed,
  loadRun,
  repair,
  type RunRequest,
  type SubmittedRun,
  submitRun,
} from "./engine/runs.js";
export { watchRuns } from "./engine/watch.js";
export type { FailureReason, RunEvent } from "./machine/events.js";
export { isRunEnded, isTaskEnded, type RunState } from "./machine/state.js";
export type { RunNotices } from "./notices.js";
export { silentNotices } from "./notices.js";
export type { Operation, OperationContext, Operations } from "./operation.js";
export type {
  HeldTask,
  JobStore,
  JournalEntry,
  ReadyTask,
  RunCount,
  RunQuery,
  Workers,
  WorkQueue,
} from "./ports.js";
export { type ScheduleOption, type ScheduleOptions, scheduleOptions, startOf } from "./options.js";
export type { JobRun, Lease, RunStatus, RunTrigger, TaskRun, TaskStatus } from "./run.js";
export { backfill } from "./schedule/backfill.js";
export { momentsBetween } from "./schedule/calendar.js";
export {
  applyDefinitions,
  compareDefinitions,
  definitionOf,
  type JobChange,
  pauseJob,
  type SpecDifference,
} from "./schedule/definitions.js";
export type {
  AliasMove,
  ChangeSource,
  JobDefinition,
  RaisedEvent,
  ScheduleStore,
  TableState,
} from "./schedule/ports.js";
export { nextStart, type ScheduledStart, type SchedulerPorts, startDue } from "./schedule/scheduler.js";
export { parseJobs, parseJobSpec } from "./spec/check-spec.js";
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
export {
  type AttemptControl,
  type AttemptResult,
  type AttemptRunner,
  createInProcessRunner,
} from "./worker/attempt-runner.js";
export { type DrivenRun, driveRun } from "./worker/drive-run.js";
export { type ServeOptions, type ServePorts, serveRuns } from "./worker/serve-loop.js";
export {
  createWorker,
  type TaskLog,
  type Waiting,
  type Worker,
  type WorkerOptions,
  type WorkerPorts,
} from "./worker/worker.js";
