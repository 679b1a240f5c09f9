import { check, handleFrom, type Library } from "./library.js";
import { predictionParams } from "./params.js";
import { float64Type, type Handle, type PredictionKind, predictionKinds } from "./signatures.js";

/** A trained model that predicts, until `dispose`. */
export interface Predictor {
  readonly handle: Handle;
  readonly inputCount: number;
  readonly treeCount: number;
  /**
   * @param values `[inputCount × rowCount]`, column-major
   * @param out `[rowCount × {@link valuesPerRow}]`, row-major
   */
  predict(kind: PredictionKind, values: Float64Array, out: Float64Array): void;
  dispose(): void;
}

/** How many numbers a prediction has per row. */
export function valuesPerRow(
  kind: PredictionKind,
  model: { readonly inputCount: number; readonly treeCount: number },
): number {
  if (kind === "contribution") return model.inputCount + 1;
  return kind === "leaf" ? model.treeCount : 1;
}

function readCount(library: Library, call: (out: Int32Array) => number): number {
  const count = new Int32Array(1);
  check(library, call(count), "describe the model");
  return count[0]!;
}

/**
 * Loads a model.
 * @throws ExternalFailure `lightgbm/call-failed` when the library refuses the text
 */
export function createPredictor(library: Library, modelText: string): Predictor {
  const { functions } = library;
  const handle = handleFrom(library, "load the model", (out) =>
    functions.LGBM_BoosterLoadModelFromString(modelText, new Int32Array(1), out),
  );
  const inputCount = readCount(library, (out) => functions.LGBM_BoosterGetNumFeature(handle, out));
  const treeCount = readCount(library, (out) => functions.LGBM_BoosterNumberOfTotalModel(handle, out));
  const count = new BigInt64Array(1);
  let isFreed = false;
  return {
    handle,
    inputCount,
    treeCount,
    predict: (kind, values, out) => {
      const rows = values.length / inputCount;
      if (rows === 0) return;
      const code = predictionKinds[kind];
      check(
        library,
        // biome-ignore format: one call
        functions.LGBM_BoosterPredictForMat(handle, values, float64Type, rows, inputCount, 0, code, 0, -1, predictionParams, count, out),
        `predict ${rows} rows`,
      );
    },
    dispose: () => {
      if (!isFreed) functions.LGBM_BoosterFree(handle);
      isFreed = true;
    },
  };
}
