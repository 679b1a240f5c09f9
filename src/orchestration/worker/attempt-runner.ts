import { type Json, messageOf } from "#kernel";
import type { Claim } from "../engine/attempts.js";
import type { OperationContext, Operations } from "../operation.js";
import { isFinal } from "../spec/check-spec.js";

/** What an attempt may do with the engine while it runs. */
export type AttemptControl = Pick<OperationContext, "signal" | "saveHandle" | "log">;

/** How an attempt ended. */
export type AttemptResult =
  | { readonly kind: "succeeded"; readonly output: Json }
  | {
      readonly kind: "failed";
      readonly error: string;
      /** False when the same attempt again could only fail again. */
      readonly retryable: boolean;
      /** What was thrown, where it was thrown in this process. */
      readonly cause?: unknown;
    };

/** Runs attempts: in this process, or each in one of its own. Never throws; ends soon after the signal is aborted. */
export interface AttemptRunner {
  run(claim: Claim, control: AttemptControl): Promise<AttemptResult>;
}

/** How something that was thrown is recorded. */
export function failedAttempt(thrown: unknown): AttemptResult {
  return { kind: "failed", error: messageOf(thrown), retryable: !isFinal(thrown), cause: thrown };
}

/** Runs attempts in this process. */
export function createInProcessRunner(operations: Operations): AttemptRunner {
  return {
    run: async (claim, control) => {
      try {
        return { kind: "succeeded", output: await operations[claim.operation]!({ ...claim, ...control }) };
      } catch (error) {
        return failedAttempt(error);
      }
    },
  };
}
