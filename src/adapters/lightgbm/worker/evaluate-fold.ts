import type { FoldOutcome, FoldRequest } from "#training";
import { type Booster, createBooster } from "../native/booster.js";
import type { Library } from "../native/library.js";
import { type AscendingRows, ascendingRows, type TrainingRows } from "./training-rows.js";

interface BestRound {
  readonly bestRound: number;
  readonly logLoss: number;
  readonly probabilities: Float64Array;
  readonly losses: readonly number[];
}

/** Boosts until the loss has not fallen for `patience` rounds; undefined when cancelled. */
function boostWithEarlyStopping(
  booster: Booster,
  limits: { readonly maxRounds: number; readonly patience: number; readonly validCount: number },
  isCancelled: () => boolean,
): BestRound | undefined {
  const probabilities = new Float64Array(limits.validCount);
  const losses: number[] = [];
  let bestRound = 0;
  let logLoss = Number.POSITIVE_INFINITY;
  while (losses.length < limits.maxRounds && losses.length - bestRound < limits.patience) {
    if (isCancelled()) return undefined;
    const isFinished = booster.update();
    if (isFinished && losses.length > 0) break;
    const loss = booster.validLoss();
    losses.push(loss);
    if (loss < logLoss || bestRound === 0) {
      logLoss = loss;
      bestRound = losses.length;
      booster.readValidProbabilities(probabilities);
    }
    if (isFinished) break;
  }
  return { bestRound, logLoss, probabilities, losses };
}

function inAskedOrder(probabilities: Float64Array, { places }: AscendingRows): Float64Array {
  if (places === undefined) return probabilities;
  const ordered = new Float64Array(probabilities.length);
  for (let index = 0; index < places.length; index += 1) ordered[places[index]!] = probabilities[index]!;
  return ordered;
}

/** Trains on a fold with early stopping; undefined when it was cancelled. */
export function evaluateFold(
  library: Library,
  data: TrainingRows,
  request: FoldRequest,
  isCancelled: () => boolean,
): FoldOutcome | undefined {
  const { params, seed, maxRounds, earlyStoppingRounds: patience } = request;
  const validRows = ascendingRows(request.validRows);
  const train = data.subset(params, ascendingRows(request.trainRows).rows);
  const valid = data.subset(params, validRows.rows);
  const booster = createBooster(library, { train, valid }, { params, seed, cells: data.cells });
  try {
    const limits = { maxRounds, patience, validCount: valid.rowCount };
    const best = boostWithEarlyStopping(booster, limits, isCancelled);
    if (best === undefined) return undefined;
    const { bestRound, logLoss, losses } = best;
    const probabilities = inAskedOrder(best.probabilities, validRows);
    return { bestRound, logLoss, probabilities, validLossByRound: Float64Array.from(losses) };
  } finally {
    booster.dispose();
  }
}
