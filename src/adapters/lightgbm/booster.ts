import type { BoosterParams } from "#training";
import type { Handle, Library } from "./library.js";
import { codes } from "./signatures.js";

/** The parameters of one training as the library's one-line text. */
export function trainingParameters(params: BoosterParams, seed: number): string {
  const fixed = {
    objective: "binary",
    metric: "binary_logloss",
    verbosity: -1,
    num_threads: 1,
    deterministic: true,
    force_col_wise: true,
    feature_pre_filter: false,
    seed,
  };
  return Object.entries({ ...params, ...fixed })
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

/** Adds one round. @returns true when no further split is possible */
export function boostOnce(library: Library, booster: Handle): boolean {
  const isFinished: [number] = [0];
  library.call("LGBM_BoosterUpdateOneIter", booster, isFinished);
  return isFinished[0] === 1;
}

/** Log loss on the first validation set. */
export function validationLoss(library: Library, booster: Handle, values: Float64Array): number {
  library.call("LGBM_BoosterGetEval", booster, 1, [0], values);
  return values[0]!;
}

/** Fills `out` with the probabilities of the first validation set at the present round. */
export function validationProbabilities(library: Library, booster: Handle, out: Float64Array): void {
  library.call("LGBM_BoosterGetPredict", booster, 1, [0], out);
}

/** The model text of all rounds. */
export function modelText(library: Library, booster: Handle): string {
  let size = 1 << 20;
  for (;;) {
    const text = new Uint8Array(size);
    const needed: [number] = [0];
    library.call("LGBM_BoosterSaveModelToString", booster, 0, -1, codes.importanceByGain, size, needed, text);
    const length = Number(needed[0]);
    if (length <= size) return new TextDecoder().decode(text.subarray(0, length - 1));
    size = length;
  }
}

/** Total gain per input. */
export function gainImportance(library: Library, booster: Handle, inputs: number): Float64Array {
  const values = new Float64Array(inputs);
  library.call("LGBM_BoosterFeatureImportance", booster, 0, codes.importanceByGain, values);
  return values;
}

/** A booster read from model text. The caller frees it. */
export function loadBooster(library: Library, text: string): Handle {
  return library.create("LGBM_BoosterLoadModelFromString", text, [0]);
}

function countOf(
  library: Library,
  name: "LGBM_BoosterGetNumFeature" | "LGBM_BoosterNumberOfTotalModel",
  booster: Handle,
): number {
  const count: [number] = [0];
  library.call(name, booster, count);
  return count[0];
}

/** Number of inputs. */
export const inputCountOf = (library: Library, booster: Handle): number =>
  countOf(library, "LGBM_BoosterGetNumFeature", booster);

/** Number of trees. */
export const treeCountOf = (library: Library, booster: Handle): number =>
  countOf(library, "LGBM_BoosterNumberOfTotalModel", booster);

/** What a prediction is of. */
export type PredictionKind = "probability" | "margin" | "leaf" | "contribution";

const predictTypes: Readonly<Record<PredictionKind, number>> = {
  probability: codes.predictProbability,
  margin: codes.predictMargin,
  leaf: codes.predictLeaf,
  contribution: codes.predictContribution,
};

/**
 * Predictions of column-major rows.
 * @param width numbers per row
 */
export function predictRows(
  library: Library,
  booster: Handle,
  rows: { readonly values: Float64Array; readonly rowCount: number; readonly inputs: number },
  prediction: { readonly kind: PredictionKind; readonly width: number },
): Float64Array {
  const out = new Float64Array(rows.rowCount * prediction.width);
  library.call(
    "LGBM_BoosterPredictForMat",
    booster,
    rows.values,
    codes.float64,
    rows.rowCount,
    rows.inputs,
    0,
    predictTypes[prediction.kind],
    0,
    -1,
    "num_threads=1 verbosity=-1",
    [0],
    out,
  );
  return out;
}
