import type { Dataset } from "./dataset.js";
import { check, handleFrom, type Library } from "./library.js";
import { fullBoosterParams, type Params, paramsText } from "./params.js";
import type { Handle } from "./signatures.js";

/** A model under training, until `dispose`; its datasets must outlive it. */
export interface Booster {
  readonly handle: Handle;
  /** Boosts one round; true when no tree could be grown any more. */
  update(): boolean;
  /** Mean log loss on the validation rows, weighted as they are. */
  validLoss(): number;
  /** Writes the probability of each validation row. */
  readValidProbabilities(out: Float64Array): void;
  /** Puts the trees of a model text before those of this booster; it must have the same inputs. */
  prepend(modelText: string): void;
  /** Rounds that are kept. */
  rounds(): number;
  /** Total split gain per input. */
  gainImportance(inputCount: number): Float64Array;
  modelText(): string;
  dispose(): void;
}

const validData = 1;
const gainKind = 1;

function readModelText(library: Library, handle: Handle): string {
  const length = new BigInt64Array(1);
  const read = (buffer: Uint8Array): void =>
    check(
      library,
      library.functions.LGBM_BoosterSaveModelToString(handle, 0, -1, gainKind, BigInt(buffer.length), length, buffer),
      "write the model",
    );
  read(new Uint8Array(1));
  const buffer = new Uint8Array(Number(length[0]!));
  read(buffer);
  return new TextDecoder().decode(buffer.subarray(0, -1));
}

function boosterOf(library: Library, handle: Handle): Booster {
  const { functions } = library;
  const number = new Int32Array(1);
  const longNumber = new BigInt64Array(1);
  const loss = new Float64Array(1);
  let isFreed = false;
  return {
    handle,
    update: () => {
      check(library, functions.LGBM_BoosterUpdateOneIter(handle, number), "boost a round");
      return number[0] === 1;
    },
    validLoss: () => {
      check(library, functions.LGBM_BoosterGetEval(handle, validData, number, loss), "evaluate a round");
      return loss[0]!;
    },
    readValidProbabilities: (out) => {
      check(library, functions.LGBM_BoosterGetPredict(handle, validData, longNumber, out), "predict validation rows");
    },
    prepend: (text) => {
      const other = handleFrom(library, "read the model to go on from", (out) =>
        functions.LGBM_BoosterLoadModelFromString(text, number, out),
      );
      try {
        check(library, functions.LGBM_BoosterMerge(handle, other), "join two models");
      } finally {
        functions.LGBM_BoosterFree(other);
      }
    },
    rounds: () => {
      check(library, functions.LGBM_BoosterGetCurrentIteration(handle, number), "count the rounds");
      return number[0]!;
    },
    gainImportance: (inputCount) => {
      const gains = new Float64Array(inputCount);
      check(library, functions.LGBM_BoosterFeatureImportance(handle, 0, gainKind, gains), "measure importance");
      return gains;
    },
    modelText: () => readModelText(library, handle),
    dispose: () => {
      if (!isFreed) functions.LGBM_BoosterFree(handle);
      isFreed = true;
    },
  };
}

/**
 * A booster before its first round.
 * @param data rows to learn from and, for validation, rows with the same bins
 * @param settings `cells` is the number of rows × inputs of the session's data
 * @throws ExternalFailure `lightgbm/call-failed` when the library refuses the parameters; InvalidInput `training/params`
 */
export function createBooster(
  library: Library,
  data: { readonly train: Dataset; readonly valid?: Dataset },
  settings: { readonly params: Params; readonly seed: number; readonly cells: number },
): Booster {
  const parameters = paramsText(fullBoosterParams(settings.params, settings.seed, settings.cells));
  const handle = handleFrom(library, "start training", (out) =>
    library.functions.LGBM_BoosterCreate(data.train.handle, parameters, out),
  );
  const booster = boosterOf(library, handle);
  try {
    if (data.valid !== undefined) {
      check(library, library.functions.LGBM_BoosterAddValidData(handle, data.valid.handle), "add validation rows");
    }
    return booster;
  } catch (error) {
    booster.dispose();
    throw error;
  }
}
