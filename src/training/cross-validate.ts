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

/**
 * Cross-validates one parameter set, fold after fold.
 * @param request the parameters, the folds and the number of rows of the session's data
 * @param session training rows only
 * @param shouldStop asked after each fold with the log losses so far; true ends the evaluation (pruning)
 */
export async function crossValidate(
  request: {
    readonly params: BoosterParams;
    readonly folds: readonly Fold[];
    readonly rowCount: number;
    readonly options: CrossValidationOptions;
  },
  session: TrainerSession,
  shouldStop: (foldLogLoss: readonly number[]) => boolean = () => false,
  signal?: AbortSignal,
): Promise<CrossValidation> {
  const outOfFold = new Float64Array(request.rowCount).fill(Number.NaN);
  const outcomes: FoldOutcome[] = [];
  for (const fold of request.folds) {
    const outcome = await session.evaluateFold({ ...fold, params: request.params, ...request.options }, signal);
    for (let place = 0; place < fold.validRows.length; place += 1) {
      outOfFold[fold.validRows[place]!] = outcome.probabilities[place]!;
    }
    outcomes.push(outcome);
    if (outcomes.length < request.folds.length && shouldStop(outcomes.map(({ logLoss }) => logLoss))) break;
  }
  const foldLogLoss = outcomes.map(({ logLoss }) => logLoss);
  return {
    params: request.params,
    logLoss: mean(foldLogLoss),
    foldLogLoss,
    foldRounds: outcomes.map(({ bestRound }) => bestRound),
    outOfFold,
    learningCurves: outcomes.map(({ validLossByRound }) => validLossByRound),
    isComplete: outcomes.length === request.folds.length,
  };
}
