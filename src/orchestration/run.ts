import type { Json } from "#kernel";

/** What started a run. */
export interface RunTrigger {
  readonly kind: "manual" | "schedule" | "table-update" | "alias-change" | "incident" | "run-job" | "backfill";
  /** The moment the run stands for (of the schedule, or of the day that is filled), in epoch milliseconds. */
  readonly scheduledFor: number | null;
  /** Facts about the cause: table versions, alias move, event. */
  readonly cause: Json;
}

/** Where a run stands. `skipped`: there was no room and the job does not queue. */
export type RunStatus = "queued" | "running" | "succeeded" | "failed" | "timed-out" | "canceled" | "skipped";

/** One execution of a job. Times are epoch milliseconds. */
export interface JobRun {
  readonly id: string;
  readonly job: string;
  /** SHA-256 of the spec the run was made with; a later change of the job does not touch it. */
  readonly specDigest: string;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly trigger: RunTrigger;
  /** Asks for exactly one run per job and token. */
  readonly idempotencyToken: string | null;
  /** Equal for runs that stand for the same work on the same inputs; null when it was not said. */
  readonly workDigest: string | null;
  /** Process that runs the tasks itself and shows them; null: any worker takes them. */
  readonly driver: string | null;
  readonly status: RunStatus;
  readonly createdAt: number;
  readonly startedAt: number | null;
  /** When the whole run is out of time; null = never. */
  readonly deadline: number | null;
  readonly endedAt: number | null;
  /** Why it did not succeed, in one line. */
  readonly error: string | null;
  /** How often it was repaired. */
  readonly repairs: number;
  /** When its health rule is broken; null = never, or told already. */
  readonly warnAt: number | null;
  /** The task of another run that started it. */
  readonly parent: { readonly runId: string; readonly taskKey: string } | null;
}

/**
 * Where a task stands. `excluded`: its condition said no; `upstream-failed`, `upstream-canceled`: what it depends on did;
 * `waiting`: for the tasks of its for-each, or for the run it started.
 */
export type TaskStatus =
  | "pending"
  | "ready"
  | "running"
  | "waiting"
  | "succeeded"
  | "failed"
  | "timed-out"
  | "canceled"
  | "excluded"
  | "upstream-failed"
  | "upstream-canceled"
  | "disabled";

/** Who works on an attempt. The token grows with every claim: only the newest holder may write. */
export interface Lease {
  readonly owner: string;
  readonly token: number;
  readonly expiresAt: number;
}

/** A task of a run. Times are epoch milliseconds. */
export interface TaskRun {
  /** `key`, or `key[index]` for the tasks of a for-each. */
  readonly taskKey: string;
  readonly status: TaskStatus;
  /** How often it was started; 0 = not yet. */
  readonly attempt: number;
  /** Attempts that failed; those lost with their process are not among them. */
  readonly failures: number;
  /** Attempts in a row whose process went away. */
  readonly losses: number;
  /** When a `ready` task may start. */
  readonly readyAt: number | null;
  readonly startedAt: number | null;
  /** When the present attempt runs out of time; null = never. */
  readonly deadline: number | null;
  readonly endedAt: number | null;
  readonly lease: Lease | null;
  /** The last token that was given out. */
  readonly token: number;
  /** What an attempt journalled about work outside. */
  readonly handle: Json | null;
  readonly output: Json | null;
  readonly error: string | null;
  /** Entry of the for-each it stands for. */
  readonly input: Json | null;
}
