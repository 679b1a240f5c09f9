import type { ContactTerms, ThresholdChoice, ThresholdRule } from "#metrics";
import { applyCalibrator, findThreshold } from "#metrics";
import {
  type BoosterParams,
  type CalibrationChoice,
  chooseCalibrator,
  type CrossValidation,
  crossValidate,
  type FittedBooster,
  fixedParams,
  type Fold,
  stratifiedFolds,
  type TrainerSession,
  type TrainingOptions,
} from "#training";
import { foldOptions } from "./search-parameters.js";
import { type PreparedTraining, withCopies } from "./training-rows.js";

/** What the final fit is made with. */
export interface Recipe {
  /** Drawn and fixed ones. */
  readonly params: BoosterParams;
  readonly training: TrainingOptions;
  readonly business: ContactTerms;
}

/** The final model with everything that was chosen on out-of-fold predictions. */
export interface FinalFit {
  /** One cross-validation per repeat; the first has the folds of the search. */
  readonly repeats: readonly CrossValidation[];
  readonly calibration: CalibrationChoice;
  readonly threshold: ThresholdChoice;
  readonly booster: FittedBooster;
}

/** Parameters that the project's options fix for these rows. */
export function fixedParamsFor(
  { plan, rows }: PreparedTraining,
  training: TrainingOptions,
): Readonly<Record<string, number | string>> {
  const inputs = plan.inputs.map(({ feature }) => {
    const { definition, kind } = plan.features[feature]!;
    return { feature: definition.name, isNumber: kind === "number" };
  });
  return fixedParams(training, inputs, rows.labels);
}

/** The folds of a repeat; the search uses those of repeat 0. */
export function foldsOf({ rows }: PreparedTraining, training: TrainingOptions, repeat: number): readonly Fold[] {
  return stratifiedFolds(rows.entities, rows.labels, { folds: training.folds, seed: training.seed + repeat });
}

/** How the operating threshold is chosen under a project's options. */
export function thresholdRule({ training, business }: Pick<Recipe, "training" | "business">): ThresholdRule {
  const { threshold } = training;
  return threshold.policy === "cost" ? { policy: "cost", terms: business } : threshold;
}

/** Rounds of the final fit: the mean of the best rounds of all folds. */
function meanRounds(repeats: readonly CrossValidation[]): number {
  const rounds = repeats.flatMap(({ foldRounds }) => foldRounds);
  return Math.max(1, Math.round(rounds.reduce((sum, value) => sum + value, 0) / rounds.length));
}

/** The parameters judged by the recipe of the final model, on every training row. */
function validateRecipe(
  recipe: Recipe,
  folds: readonly Fold[],
  prepared: PreparedTraining,
  session: TrainerSession,
): Promise<CrossValidation> {
  const request = {
    params: recipe.params,
    folds: folds.map(({ trainRows, validRows }) => ({ trainRows: withCopies(trainRows, prepared), validRows })),
    rowCount: prepared.rows.labels.length,
    options: foldOptions(recipe.training),
  };
  return crossValidate(request, session);
}

/** Every repeat's predictions after calibration: each is by a model that did not see the row. */
function pooled(
  labels: Uint8Array,
  repeats: readonly CrossValidation[],
  { calibrator, probabilities }: CalibrationChoice,
): { readonly labels: Uint8Array; readonly probabilities: Float64Array } {
  const later = repeats.slice(1).map(({ outOfFold }) => applyCalibrator(calibrator, outOfFold));
  const all = new Float64Array(labels.length * repeats.length);
  const allLabels = new Uint8Array(all.length);
  for (const [repeat, part] of [probabilities, ...later].entries()) {
    all.set(part, repeat * labels.length);
    allLabels.set(labels, repeat * labels.length);
  }
  return { labels: allLabels, probabilities: all };
}

/**
 * Judges a recipe by cross-validation, finds calibrator, threshold and rounds on out-of-fold predictions, and fits the model on
 * all training rows. Equal inputs and library give equal bytes.
 * @param session over the prepared matrix
 */
export async function fitFinal(recipe: Recipe, prepared: PreparedTraining, session: TrainerSession): Promise<FinalFit> {
  const { training, params } = recipe;
  const { labels } = prepared.rows;
  const validate = (repeat: number): Promise<CrossValidation> =>
    validateRecipe(recipe, foldsOf(prepared, training, repeat), prepared, session);
  const repeats = await Promise.all(Array.from({ length: training.repeats }, (_, repeat) => validate(repeat)));
  const folds = foldsOf(prepared, training, 0);
  const calibration = chooseCalibrator({ labels, probabilities: repeats[0]!.outOfFold, folds }, training.calibration);
  const judged = pooled(labels, repeats, calibration);
  const threshold = findThreshold(judged.labels, judged.probabilities, thresholdRule(recipe));
  const booster = await session.fit({ params, rounds: meanRounds(repeats), seed: training.seed });
  return { repeats, calibration, threshold, booster };
}
