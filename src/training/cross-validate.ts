import type { BoosterParams } from "./booster-params.js";
import type { Fold } from "./folds.js";
import type { FoldOutcome, FoldRequest, TrainerSession } from "./ports.js";

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
  /** Out-of-fold probability of each row; NaN in folds that were not run, and everywhere when only losses were asked for. */
  readonly outOfFold: Float64Array;
  /** Validation log loss by round, a curve per fold. */
  readonly learningCurves: readonly Float64Array[];
  /** False when it ended early: `shouldStop` said so, or a fold could not reach the loss it had to. */
  readonly isComplete: boolean;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

interface CrossValidationRequest {
  readonly params: BoosterParams;
  readonly folds: readonly Fold[];
  readonly rowCount: number;
  readonly options: CrossValidationOptions;
}

/** What may end an evaluation early, and what of it is not needed. */
export interface RaceRules {
  /** Asked after each fold but the last with the log losses so far; true ends the evaluation. */
  readonly shouldStop: (foldLogLoss: readonly number[]) => boolean;
  /** Asked before each fold with the log losses so far: the loss above which this fold would end the evaluation. */
  readonly lossToReach?: (foldLogLoss: readonly number[]) => number;
  /** Leaves out-of-fold predictions out. */
  readonly lossOnly?: boolean;
}

type Evaluate = (fold: Fold, limits?: Pick<FoldRequest, "lossToReach" | "lossOnly">) => Promise<FoldOutcome>;

/** Fold after fold, as each may be the last. */
async function raceFolds(
  folds: readonly Fold[],
  evaluate: Evaluate,
  rules: RaceRules,
): Promise<readonly FoldOutcome[]> {
  const outcomes: FoldOutcome[] = [];
  for (const fold of folds) {
    const losses = outcomes.map(({ logLoss }) => logLoss);
    const lossToReach = rules.lossToReach?.(losses) ?? Number.POSITIVE_INFINITY;
    const outcome = await evaluate(fold, { lossToReach, lossOnly: rules.lossOnly ?? false });
    outcomes.push(outcome);
    if (outcome.isGivenUp) break;
    if (outcomes.length < folds.length && rules.shouldStop([...losses, outcome.logLoss])) break;
  }
  return outcomes;
}

/**
 * Cross-validates one parameter set: fold after fold when it may stop early, all folds side by side otherwise.
 * @param request the parameters, the folds and the number of rows of the session's data
 * @param session training rows only
 * @param rules when to stop early (pruning); every fold is run when left out
 */
export async function crossValidate(
  request: CrossValidationRequest,
  session: TrainerSession,
  rules?: RaceRules,
  signal?: AbortSignal,
): Promise<CrossValidation> {
  const { params, folds, options } = request;
  const evaluate: Evaluate = (fold, limits) => session.evaluateFold({ ...fold, params, ...options, ...limits }, signal);
  const outcomes =
    rules === undefined
      ? await Promise.all(folds.map((fold) => evaluate(fold)))
      : await raceFolds(folds, evaluate, rules);
  const outOfFold = new Float64Array(request.rowCount).fill(Number.NaN);
  for (const [fold, { probabilities }] of outcomes.entries()) {
    if (probabilities.length === 0) continue;
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
    isComplete: outcomes.length === folds.length && !outcomes.some(({ isGivenUp }) => isGivenUp),
  };
}
