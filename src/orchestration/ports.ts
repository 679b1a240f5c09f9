import type { RunEvent } from "./machine/events.js";
import type { RunState } from "./machine/state.js";
import type { JobRun, Lease, RunStatus } from "./run.js";

/** Which runs are wanted. */
export interface RunQuery {
  readonly job?: string;
  readonly status?: RunStatus;
  readonly idempotencyToken?: string;
  readonly workDigest?: string;
  readonly parentRunId?: string;
  /** Most runs; default 100. */
  readonly limit?: number;
  /** Default newest first. */
  readonly oldestFirst?: boolean;
}

/** An event as it is kept: never changed. */
export interface JournalEntry {
  /** Grows over all runs. */
  readonly sequence: number;
  readonly runId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: RunEvent;
}

/** Keeps runs with their tasks, and every event that moved them. */
export interface JobStore {
  /** Runs `work` alone among all processes; what it throws undoes all of it. Inside another it becomes part of that one. */
  transaction<Result>(work: () => Result): Result;
  load(runId: string): RunState | undefined;
  /** @throws Conflict `orchestration/run-exists` for a run id, or a job's idempotency token, that is there */
  create(state: RunState, events: readonly RunEvent[], at: number): void;
  /** Keeps what changed between two states of a run, and the events that changed it. */
  save(before: RunState, after: RunState, events: readonly RunEvent[], at: number): void;
  search(query: RunQuery): readonly JobRun[];
  /** In order. */
  journal(runId: string): readonly JournalEntry[];
}

/** A task that may start. */
export interface ReadyTask {
  readonly runId: string;
  readonly taskKey: string;
}

/** An attempt somebody works on. */
export interface HeldTask {
  readonly runId: string;
  readonly taskKey: string;
  readonly lease: Lease;
  readonly deadline: number | null;
}

/** How many runs of a job are in a state. */
export interface RunCount {
  readonly job: string;
  readonly status: RunStatus;
  readonly count: number;
}

/** What workers look for; answers fast however many runs there are. */
export interface WorkQueue {
  /**
   * Tasks of running runs that are ready by `now`, longest ready first.
   * @param query `own`: of runs that `driver` drives itself; `any`: of runs without a driver too
   */
  ready(query: {
    readonly now: number;
    readonly driver: string;
    readonly limit: number;
    readonly scope: "own" | "any";
  }): readonly ReadyTask[];
  /** When the next task that waits before it is tried again may start; null when there is none. */
  nextReadyAt(now: number): number | null;
  held(): readonly HeldTask[];
  /** Moves the end of a lease; false when the token is not the newest any more. */
  renew(held: { readonly runId: string; readonly taskKey: string; readonly token: number }, expiresAt: number): boolean;
  countRunning(job: string): number;
  counts(): readonly RunCount[];
}

/** Knows which processes are still there. */
export interface Workers {
  /** Whether the process of this name is surely gone; false when that cannot be known from here. */
  isGone(owner: string): boolean;
}
