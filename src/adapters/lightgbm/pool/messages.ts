import { DriftloopError, type ErrorDetails, type ErrorKind, externalFailure, messageOf } from "#kernel";
import type { FitRequest, FoldRequest } from "#training";
import type { DatasetContent } from "../native/dataset.js";
import type { PredictionKind } from "../native/signatures.js";

/** What a worker holds between tasks. */
export type Resource =
  | { readonly kind: "data"; readonly content: DatasetContent }
  | { readonly kind: "model"; readonly text: string };

/** A resource under the name by which tasks refer to it. */
export interface NamedResource {
  readonly key: string;
  readonly resource: Resource;
}

/** Work on a resource. */
export type Task =
  | { readonly kind: "evaluate-fold"; readonly request: FoldRequest }
  | { readonly kind: "fit"; readonly request: FitRequest }
  | {
      readonly kind: "predict";
      readonly what: PredictionKind;
      /** `[inputs × rows]`, column-major, in shared memory. */
      readonly values: Float64Array;
      /** `[rows × values per row]`, row-major, in shared memory; the worker fills it. */
      readonly out: Float64Array;
    };

/** What the pool tells a worker. */
export type WorkerMessage =
  | { readonly kind: "attach"; readonly key: string; readonly resource: Resource }
  | { readonly kind: "release"; readonly id: number; readonly key: string }
  | {
      readonly kind: "run";
      readonly id: number;
      readonly key: string;
      readonly task: Task;
      /** One number in shared memory; not 0 asks the worker to stop. */
      readonly cancelFlag: Int32Array;
    }
  | { readonly kind: "shutdown" };

/** An error on its way between threads. */
export interface Failure {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** What a worker answers; a cancelled task has no result. */
export type WorkerReply =
  | { readonly id: number; readonly status: "done"; readonly result: unknown }
  | { readonly id: number; readonly status: "cancelled" }
  | { readonly id: number; readonly status: "failed"; readonly failure: Failure };

/** Makes an error fit for another thread. */
export function failureOf(error: unknown): Failure {
  const known =
    error instanceof DriftloopError
      ? error
      : externalFailure("lightgbm/worker-failed", `a LightGBM worker failed: ${messageOf(error)}`);
  return { kind: known.kind, code: known.code, message: known.message, details: known.details };
}

/** The error a {@link failureOf} came from. */
export function errorOf({ kind, code, message, details }: Failure): DriftloopError {
  return new DriftloopError(kind, code, message, { details });
}
