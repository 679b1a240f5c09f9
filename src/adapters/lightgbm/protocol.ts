import type { BoosterParams, FitRequest, FittedBooster, FoldOutcome } from "#training";
import type { PredictionKind } from "./booster.js";
import type { SharedTrainingData } from "./dataset.js";

/** A set of rows that is sent to a worker once and then named by its number; null means all rows. */
export interface RowSet {
  readonly id: number;
  readonly rows: Int32Array;
}

/** What the main thread asks of a worker. */
export type WorkerRequest =
  | { readonly kind: "open-session"; readonly session: number; readonly data: SharedTrainingData }
  | { readonly kind: "close-session"; readonly session: number }
  | {
      readonly kind: "fold";
      readonly session: number;
      readonly params: BoosterParams;
      readonly train: RowSet;
      readonly valid: RowSet;
      readonly maxRounds: number;
      readonly earlyStoppingRounds: number;
      readonly seed: number;
      /** One shared number; anything but 0 asks the worker to stop. */
      readonly stop: Int32Array;
    }
  | {
      readonly kind: "fit";
      readonly session: number;
      readonly params: FitRequest["params"];
      readonly train: RowSet | null;
      readonly rounds: number;
      readonly seed: number;
      readonly stop: Int32Array;
    }
  | { readonly kind: "open-model"; readonly model: number; readonly text: string }
  | { readonly kind: "close-model"; readonly model: number }
  | {
      readonly kind: "predict";
      readonly model: number;
      readonly prediction: PredictionKind;
      /** Column-major. */
      readonly values: Float64Array;
      readonly rowCount: number;
    };

/** What each request answers. */
export interface WorkerAnswers {
  "open-session": null;
  "close-session": null;
  fold: FoldOutcome;
  fit: FittedBooster;
  "open-model": { readonly inputs: number; readonly trees: number };
  "close-model": null;
  predict: Float64Array;
}

/** An answer with the number of its request. */
export type WorkerReply =
  | { readonly id: number; readonly value: WorkerAnswers[keyof WorkerAnswers] }
  | { readonly id: number; readonly error: { readonly message: string; readonly code: string | null } };
