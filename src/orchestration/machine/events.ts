import type { Json } from "#kernel";
import type { RunStatus, TaskStatus } from "../run.js";

/** How a task or attempt can go wrong. `lost`: its process went away; `released`: a worker that shuts down handed it back. */
export type FailureReason = "error" | "timeout" | "lost" | "released";

/** One step of a run. A run's state is its first state and these, in order; every one is kept. */
export type RunEvent =
  | { readonly kind: "run-created" }
  | { readonly kind: "run-started" }
  | { readonly kind: "run-overdue" }
  | { readonly kind: "run-driven"; readonly driver: string | null }
  | { readonly kind: "run-repaired"; readonly tasks: readonly string[] }
  | { readonly kind: "run-ended"; readonly status: RunStatus; readonly error: string | null }
  | { readonly kind: "task-ready"; readonly taskKey: string }
  | { readonly kind: "task-expanded"; readonly taskKey: string; readonly inputs: readonly Json[] }
  | {
      readonly kind: "task-claimed";
      readonly taskKey: string;
      readonly owner: string;
      readonly expiresAt: number;
      readonly deadline: number | null;
    }
  | { readonly kind: "task-waits"; readonly taskKey: string; readonly handle: Json }
  | { readonly kind: "task-handle"; readonly taskKey: string; readonly handle: Json }
  | {
      readonly kind: "attempt-failed";
      readonly taskKey: string;
      readonly reason: FailureReason;
      readonly error: string;
      readonly retryAt: number;
    }
  | {
      readonly kind: "task-ended";
      readonly taskKey: string;
      readonly status: TaskStatus;
      readonly output: Json | null;
      readonly error: string | null;
    };
