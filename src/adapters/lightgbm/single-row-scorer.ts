import { parseForest } from "#inference";
import { invalidInput } from "#kernel";
import { check, handleFrom, type Library, openLibrary } from "./native/library.js";
import { predictionParams } from "./native/params.js";
import { createPredictor, type Predictor } from "./native/predictor.js";
import { float64Type, type Handle, type PredictionKind, predictionKinds } from "./native/signatures.js";

/** Scores one row at a time in the calling thread, without a copy and without a promise. */
export interface SingleRowScorer {
  readonly inputCount: number;
  /** @param row `[inputCount]`, NaN for missing. Returns log-odds */
  margin(row: Float64Array): number;
  /** @param row `[inputCount]`, NaN for missing. Returns a probability in (0, 1) */
  probability(row: Float64Array): number;
  /** Frees the model; the scorer must not be used afterwards. */
  close(): void;
}

function openFast(library: Library, model: Predictor, kind: PredictionKind): Handle {
  const { inputCount, handle } = model;
  const code = predictionKinds[kind];
  return handleFrom(library, "prepare single rows", (out) =>
    // biome-ignore format: one call
    library.functions.LGBM_BoosterPredictForMatSingleRowFastInit(handle, code, 0, -1, float64Type, inputCount, predictionParams, out),
  );
}

/**
 * Opens a model for single rows in the calling thread.
 * @param libraryPath from `ensureLightgbm`
 * @throws InvalidInput `model/unreadable`; ExternalFailure `lightgbm/library-unusable`, `lightgbm/call-failed`
 */
export function openSingleRowScorer(modelText: string, libraryPath: string): SingleRowScorer {
  parseForest(modelText);
  const library = openLibrary(libraryPath);
  const model = createPredictor(library, modelText);
  const fast = { margin: openFast(library, model, "margin"), probability: openFast(library, model, "probability") };
  const count = new BigInt64Array(1);
  const out = new Float64Array(1);
  const score = (handle: Handle, row: Float64Array): number => {
    if (row.length !== model.inputCount) throw invalidInput("model/wrong-inputs", rowLengthProblem(model, row));
    check(library, library.functions.LGBM_BoosterPredictForMatSingleRowFast(handle, row, count, out), "score a row");
    return out[0]!;
  };
  return {
    inputCount: model.inputCount,
    margin: (row) => score(fast.margin, row),
    probability: (row) => score(fast.probability, row),
    close: () => {
      for (const handle of Object.values(fast)) library.functions.LGBM_FastConfigFree(handle);
      model.dispose();
    },
  };
}

function rowLengthProblem(model: Predictor, row: Float64Array): string {
  return `the model takes ${model.inputCount} inputs but the row has ${row.length}`;
}
