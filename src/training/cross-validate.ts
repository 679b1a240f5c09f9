import type { BoosterParams } from "./booster-params.js";
import type { Fold } from "./folds.js";
import type { FoldOutcome, TrainerSession } from "./ports.js";

/** How every fold is trained. */
export interface CrossValidationOptions {
  readonly maxRounds: number;
  readonly earlyStoppingRounds: number;
  readonly seed: number;
}

/** One parameter set judged on every training row by models that did not see the row. */
export interface CrossValidation {
  readonly params: BoosterParams;
  /** Mean over folds of the log loss on held-out rows; lower is better. */
  readonly logLoss: number;
  /** Log loss of each fold. */
  readonly foldLogLoss: readonly number[];
  /** Best round of each fold. */
  readonly foldRounds: readonly number[];
  /** Out-of-fold probability of each row; NaN in folds that were not run. */
  readonly outOfFold: Float64Array;
  /** Validation log loss by round, a curve per fold. */
  readonly learningCurves: readonly Float64Array[];
  /** False when `shouldStop` ended it early. */
  readonly isComplete: boolean;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

interface CrossValidationRequest {
  readonly params: BoosterParams;
  readonly folds: readonly Fold[];
  readonly rowCount: number;
  readonly options: CrossValidationOptions;
}

/** Asked after each fold with the log losses so far; true ends the evaluation. */
type ShouldStop = (foldLogLoss: readonly number[]) => boolean;

type Evaluate = (fold: Fold) => Promise<FoldOutcome>;

/** Fold after fold, as each may be the last. */
async function raceFolds(
  folds: readonly Fold[],
  evaluate: Evaluate,
  shouldStop: ShouldStop,
): Promise<readonly FoldOutcome[]> {
  const outcomes: FoldOutcome[] = [];
  for (const fold of folds) {
    outcomes.push(await evaluate(fold));
    if (outcomes.length < folds.length && shouldStop(outcomes.map(({ logLoss }) => logLoss))) break;
  }
  return outcomes;
}

/**
 * Cross-validates one parameter set: fold after fold when it may stop early, all folds side by side otherwise.
 * @param request the parameters, the folds and the number of rows of the session's data
 * @param session training rows only
 * @param shouldStop asked after each fold with the log losses so far; true ends the evaluation (pruning)
 */
export async function crossValidate(
  request: CrossValidationRequest,
  session: TrainerSession,
  shouldStop?: ShouldStop,
  signal?: AbortSignal,
): Promise<CrossValidation> {
  const { params, folds, options } = request;
  const evaluate: Evaluate = (fold) => session.evaluateFold({ ...fold, params, ...options }, signal);
  const outcomes =
    shouldStop === undefined ? await Promise.all(folds.map(evaluate)) : await raceFolds(folds, evaluate, shouldStop);
  const outOfFold = new Float64Array(request.rowCount).fill(Number.NaN);
  for (const [fold, { probabilities }] of outcomes.entries()) {
    for (const [place, row] of folds[fold]!.validRows.entries()) outOfFold[row] = probabilities[place]!;
  }
  const foldLogLoss = outcomes.map(({ logLoss }) => logLoss);
  return {
    params,
    logLoss: mean(foldLogLoss),
    foldLogLoss,
    foldRounds: outcomes.map(({ bestRound }) => bestRound),
    outOfFold,
    learningCurves: outcomes.map(({ validLossByRound }) => validLossByRound),
    isComplete: outcomes.length === folds.length,
  };
}
