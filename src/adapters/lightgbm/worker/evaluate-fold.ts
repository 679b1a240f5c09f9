import { canStillReach } from "#statistics";
import type { FoldOutcome, FoldRequest } from "#training";
import { type Booster, createBooster } from "../native/booster.js";
import type { Library } from "../native/library.js";
import { type AscendingRows, ascendingRows, type TrainingRows } from "./training-rows.js";

interface BestRound {
  readonly bestRound: number;
  readonly logLoss: number;
  readonly probabilities: Float64Array;
  readonly losses: readonly number[];
  readonly isGivenUp: boolean;
}

interface Limits {
  readonly maxRounds: number;
  readonly patience: number;
  readonly lossToReach: number;
  /** 0 when no probabilities are wanted. */
  readonly validCount: number;
}

/** Whether rounds are left and the loss fell not long ago. */
function hasRounds(rounds: number, bestRound: number, { maxRounds, patience }: Limits): boolean {
  return rounds < maxRounds && rounds - bestRound < patience;
}

/** Whether another round may help: there are rounds left, and the loss can still fall far enough. */
function isWorthwhile(losses: readonly number[], bestRound: number, limits: Limits): boolean {
  return hasRounds(losses.length, bestRound, limits) && canStillReach(losses, limits.lossToReach, limits.maxRounds);
}

/** Boosts until the loss has not fallen for `patience` rounds or cannot fall far enough; undefined when cancelled. */
function boostWithEarlyStopping(booster: Booster, limits: Limits, isCancelled: () => boolean): BestRound | undefined {
  const probabilities = new Float64Array(limits.validCount);
  const losses: number[] = [];
  let bestRound = 0;
  let logLoss = Number.POSITIVE_INFINITY;
  let isFinished = false;
  while (!isFinished && isWorthwhile(losses, bestRound, limits)) {
    if (isCancelled()) return undefined;
    isFinished = booster.update();
    if (isFinished && losses.length > 0) break;
    const loss = booster.validLoss();
    losses.push(loss);
    if (loss >= logLoss && bestRound > 0) continue;
    logLoss = loss;
    bestRound = losses.length;
    if (limits.validCount > 0) booster.readValidProbabilities(probabilities);
  }
  return {
    bestRound,
    logLoss,
    probabilities,
    losses,
    isGivenUp: !isFinished && hasRounds(losses.length, bestRound, limits),
  };
}

function inAskedOrder(probabilities: Float64Array, { places }: AscendingRows): Float64Array {
  if (places === undefined || probabilities.length === 0) return probabilities;
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
  const { params, seed, maxRounds, earlyStoppingRounds: patience, lossToReach = Number.POSITIVE_INFINITY } = request;
  const validRows = ascendingRows(request.validRows);
  const train = data.subset(params, ascendingRows(request.trainRows).rows);
  const valid = data.subset(params, validRows.rows);
  const booster = createBooster(library, { train, valid }, { params, seed, cells: data.cells });
  try {
    const validCount = request.lossOnly === true ? 0 : valid.rowCount;
    const limits = { maxRounds, patience, lossToReach, validCount };
    const best = boostWithEarlyStopping(booster, limits, isCancelled);
    if (best === undefined) return undefined;
    const { bestRound, logLoss, losses, isGivenUp } = best;
    const probabilities = inAskedOrder(best.probabilities, validRows);
    return { bestRound, logLoss, probabilities, validLossByRound: Float64Array.from(losses), isGivenUp };
  } finally {
    booster.dispose();
  }
}
