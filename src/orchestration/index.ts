export type { JobRun, JobRunStatus, JobStore, TaskRecord } from "./ports.js";
