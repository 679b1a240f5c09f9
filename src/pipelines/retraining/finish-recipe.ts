import { encodeFeatures } from "#features";
import type { Recipe } from "#retraining";
import {
  type BoosterParams,
  type CalibrationChoice,
  chooseCalibrator,
  type CrossValidation,
  type FittedBooster,
  type Fold,
  type OutOfFold,
  stratifiedFolds,
} from "#training";
import { thresholdRule } from "../fitting/final-fit.js";
import type { JudgedRows } from "../fitting/reference-rows.js";
import type { FittedModel } from "../fitting/training-artifacts.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { fitForest, forecast, halfLifeOf, withHistory } from "./carry-out.js";
import { challengerThreshold } from "./operating-threshold.js";
import { labelledRowsOf, type Pool, recentRows, weightsOf } from "./pool.js";
import type { RecipeGround } from "./rows-to-fit.js";

interface Finishing {
  readonly settings: PipelineSettings;
  readonly ports: PipelinePorts;
  /** Epoch ms. */
  readonly now: number;
  readonly signal?: AbortSignal;
}

/**
 * How much each recent row counts where calibrator and threshold are chosen. A recipe that looks at the newest rows above all is
 * straightened by those younger than two of its half-lives: older ones would bend it towards the world they are from.
 */
function judgingWeights(recipe: Recipe, pool: Pool): Float64Array {
  const rows = recentRows(pool);
  const weights = weightsOf(pool, rows);
  const halfLife = recipe.halfLifeShare === null ? null : halfLifeOf(recipe, pool);
  if (halfLife === null) return weights;
  const newest = rows.reduce((latest, row) => Math.max(latest, pool.times[row]!), Number.NEGATIVE_INFINITY);
  return weights.map((weight, place) => (pool.times[rows[place]!]! < newest - 2 * halfLife ? 0 : weight));
}

/** Rows repeated as often as they count, so that what knows no weights honours them; none that count nothing. */
function repeatedRows(weights: Float64Array): Int32Array {
  const counting = weights.filter((weight) => weight > 0);
  const isPlain = counting.every((weight) => weight === counting[0]);
  const times = (weight: number): number => (weight === 0 ? 0 : isPlain ? 1 : Math.max(1, Math.round(weight)));
  return Int32Array.from([...weights].flatMap((weight, row) => new Array<number>(times(weight)).fill(row)));
}

/** Recent rows by models of the recipe that did not see them. */
async function outOfFold(
  recipe: Recipe,
  folds: readonly Fold[],
  ground: RecipeGround,
  { ports, now, signal }: Finishing,
): Promise<Float64Array> {
  const { pool, scores } = ground;
  const rows = recentRows(pool);
  if (recipe.kind === "recalibrate") return Float64Array.from(rows, (row) => scores.raw[row]!);
  const trainer = await ports.trainer();
  const context = { now, trainer, ...(signal === undefined ? {} : { signal }) };
  const probabilities = new Float64Array(rows.length);
  await Promise.all(
    folds.map(async ({ trainRows, validRows }) => {
      const test = validRows.map((row) => row + pool.recentFrom);
      const found = await forecast(recipe, { train: withHistory(trainRows, pool), test }, ground, context);
      for (const [place, row] of validRows.entries()) probabilities[row] = found[place]!;
    }),
  );
  return probabilities;
}

function meanLogLoss(labels: Uint8Array, probabilities: Float64Array, rows: Int32Array): number {
  const loss = (row: number): number =>
    -Math.log(Math.max(1e-15, labels[row] === 1 ? probabilities[row]! : 1 - probabilities[row]!));
  return rows.reduce((sum, row) => sum + loss(row), 0) / rows.length;
}

function asValidation(
  labels: Uint8Array,
  probabilities: Float64Array,
  folds: readonly Fold[],
  fit: { readonly params: BoosterParams; readonly rounds: number },
): CrossValidation {
  const foldLogLoss = folds.map(({ validRows }) => meanLogLoss(labels, probabilities, validRows));
  return {
    params: fit.params,
    logLoss: foldLogLoss.reduce((sum, loss) => sum + loss, 0) / foldLogLoss.length,
    foldLogLoss,
    foldRounds: folds.map(() => fit.rounds),
    outOfFold: probabilities,
    learningCurves: [],
    isComplete: true,
  };
}

interface Importance {
  readonly importance: readonly { readonly input: string; readonly gain: number }[];
}

/** The champion's own forest as a fit, for a recipe that only calibrates it. */
async function championFit({ champion }: RecipeGround, run: string, ports: PipelinePorts): Promise<FittedBooster> {
  const digest = ports.runs.get(run).artifacts["training.json"];
  const text = digest === undefined ? null : new TextDecoder().decode(await ports.artifacts.get(digest));
  const gains = text === null ? [] : (JSON.parse(text) as Importance).importance;
  const gainOf = new Map(gains.map(({ input, gain }) => [input, gain]));
  return {
    modelText: champion.boosterText,
    rounds: champion.document.rounds,
    library: champion.document.library,
    gainImportance: Float64Array.from(champion.document.plan.inputs, ({ name }) => gainOf.get(name) ?? 0),
  };
}

function calibrate(
  recipe: Recipe,
  rows: { readonly labels: Uint8Array; readonly probabilities: Float64Array; readonly weights: Float64Array },
  folds: readonly Fold[],
  { settings }: Finishing,
): CalibrationChoice & { readonly repeated: Int32Array; readonly repeatedLabels: Uint8Array } {
  const repeated = repeatedRows(rows.weights);
  const foldOf = new Int32Array(rows.labels.length);
  for (const [fold, { validRows }] of folds.entries()) for (const row of validRows) foldOf[row] = fold;
  const places = Int32Array.from(repeated.keys());
  const repeatedLabels = Uint8Array.from(repeated, (row) => rows.labels[row]!);
  const judged = {
    labels: repeatedLabels,
    probabilities: Float64Array.from(repeated, (row) => rows.probabilities[row]!),
    folds: folds.map((_, fold) => ({ validRows: places.filter((place) => foldOf[repeated[place]!] === fold) })),
  };
  return { ...choose(judged, recipe, settings), repeated, repeatedLabels };
}

/** How far the slope of a line through out-of-fold predictions may be from 1 before it is straightened. */
const slopeTolerance = 0.1;

/**
 * The calibrator under the project's option. Recent rows are few, and forests fitted on few rows are too sure of themselves:
 * under `auto` a visible slope is straightened even where the rows do not prove that it helps.
 */
function choose(judged: OutOfFold, recipe: Recipe, { training }: PipelineSettings): CalibrationChoice {
  if (recipe.kind === "recalibrate") return chooseCalibrator(judged, "platt");
  const choice = chooseCalibrator(judged, training.calibration);
  if (training.calibration !== "auto" || choice.calibrator.kind !== "identity") return choice;
  const straight = chooseCalibrator(judged, "platt");
  const isCrooked = straight.calibrator.kind === "platt" && Math.abs(straight.calibrator.slope - 1) > slopeTolerance;
  return isCrooked ? { ...straight, option: "auto" } : choice;
}

async function lastFit(
  recipe: Recipe,
  ground: RecipeGround,
  championRun: string,
  finishing: Finishing,
): Promise<Pick<FittedModel, "prepared"> & { readonly booster: FittedBooster; readonly params: BoosterParams }> {
  const { pool } = ground;
  if (recipe.kind === "recalibrate") {
    const rows = labelledRowsOf(pool, recentRows(pool));
    const { plan } = ground.champion.document;
    const prepared = { rows, plan, matrix: encodeFeatures(plan, rows.features), labels: rows.labels };
    return { prepared, booster: await championFit(ground, championRun, finishing.ports), params: ground.params };
  }
  const all = withHistory(
    Int32Array.from(recentRows(pool), (row) => row - pool.recentFrom),
    pool,
  );
  return fitForest(recipe, all, ground, { now: finishing.now, trainer: await finishing.ports.trainer() });
}

/** The challenger of a recipe, judged on the recent rows or the newest of them. */
export interface FinishedRecipe {
  readonly fitted: FittedModel & { readonly judged: JudgedRows };
}

/**
 * Makes the model of a recipe: calibrator and threshold from out-of-fold predictions of the recent rows, the forest on all.
 * Equal rows give equal bytes.
 */
export async function finishRecipe(
  recipe: Recipe,
  ground: RecipeGround,
  championRun: string,
  finishing: Finishing,
): Promise<FinishedRecipe> {
  const { pool } = ground;
  const { training, business } = finishing.settings;
  const rows = recentRows(pool);
  const labels = Uint8Array.from(rows, (row) => pool.labels[row]!);
  const entities = Array.from(rows, (row) => pool.entities[row]!);
  const folds = stratifiedFolds(entities, labels, { folds: training.folds, seed: training.seed });
  const probabilities = await outOfFold(recipe, folds, ground, finishing);
  const weights = judgingWeights(recipe, pool);
  const { repeated, repeatedLabels, ...calibration } = calibrate(
    recipe,
    { labels, probabilities, weights },
    folds,
    finishing,
  );
  const champions = Float64Array.from(rows, (row) => ground.scores.calibrated[row]!);
  const rivals = {
    labels: repeatedLabels,
    challenger: calibration.probabilities,
    champion: Float64Array.from(repeated, (row) => champions[row]!),
    championThreshold: ground.champion.document.threshold,
  };
  const threshold = challengerThreshold(rivals, thresholdRule({ training, business }));
  const { prepared, booster, params } = await lastFit(recipe, ground, championRun, finishing);
  const validation = asValidation(labels, probabilities, folds, { params, rounds: booster.rounds });
  const judged = {
    rows: labelledRowsOf(
      pool,
      rows.filter((_, place) => weights[place]! > 0),
    ),
    // A row that was repeated has one calibrated probability.
    probabilities: calibration.probabilities.filter(
      (_, place) => place === 0 || repeated[place] !== repeated[place - 1],
    ),
  };
  return {
    fitted: {
      prepared,
      recipe: { params, training, business },
      final: { repeats: [validation], calibration, threshold, booster },
      judged,
    },
  };
}
