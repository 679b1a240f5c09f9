import type { Instant, Json } from "#kernel";

/** Where a job run stands. */
export type JobRunStatus = "running" | "succeeded" | "failed";

/** One execution of a job. */
export interface JobRun {
  readonly id: string;
  readonly job: string;
  /** SHA-256 of the job's name and parameters: an unfinished run of the same digest is resumed. */
  readonly inputDigest: string;
  readonly parameters: Json;
  readonly status: JobRunStatus;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly error: string | null;
}

/** The stored output of a task: written once per run, task and input digest. */
export interface TaskRecord {
  readonly runId: string;
  readonly taskKey: string;
  /** SHA-256 over the outputs of the tasks it depends on and the run's parameters. */
  readonly inputDigest: string;
  readonly output: Json;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
}

/** Keeps job runs and task outputs. */
export interface JobStore {
  createRun(run: JobRun): void;
  /** @throws NotFound `orchestration/run-not-found` */
  endRun(id: string, status: JobRunStatus, endedAt: Instant, error: string | null): void;
  /** Newest first. */
  listRuns(query: {
    readonly job?: string;
    readonly status?: JobRunStatus;
    readonly limit?: number;
  }): readonly JobRun[];
  findTask(runId: string, taskKey: string, inputDigest: string): TaskRecord | undefined;
  /** Keeps the first record of a run, task and input digest and returns the one kept. */
  saveTask(record: TaskRecord): TaskRecord;
  /** In order of completion. */
  listTasks(runId: string): readonly TaskRecord[];
}
