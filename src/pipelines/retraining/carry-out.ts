import { encodeFeatures, type FeatureDefinition, type FeaturePlan, type LabelledRows } from "#features";
import { forestMargins, forestProbabilities, type LoadedModel, parseForest } from "#inference";
import { applyCalibrator, fitPlatt } from "#metrics";
import { ageWeights, type Recipe, residualShape } from "#retraining";
import type { ColumnBatch, FeatureMatrix } from "#tabular";
import type { BoosterParams, FittedBooster, Trainer, TrainingOptions } from "#training";
import { encodeTraining, type PreparedTraining } from "../fitting/training-rows.js";
import { labelledRowsOf, type Pool, recentRows, rowRange, takeRows, weightsOf } from "./pool.js";

/** What every recipe starts from. */
export interface RecipeGround {
  readonly pool: Pool;
  readonly champion: LoadedModel;
  /** Parameters and rounds of a new forest: those of the champion's last full fit. */
  readonly params: BoosterParams;
  readonly rounds: number;
  readonly definitions: readonly FeatureDefinition[];
  readonly training: Pick<TrainingOptions, "missingAugmentation" | "seed">;
}

/** A forest made by a recipe, with the plan that encodes its inputs. */
export interface CarriedOut {
  readonly prepared: PreparedTraining;
  readonly booster: FittedBooster;
  readonly params: BoosterParams;
}

/** Rows a recipe learns from, out of those it may. */
function rowsFor(recipe: Recipe, rows: Int32Array, { recentFrom }: Pool): Int32Array {
  return recipe.kind === "residual" || recipe.kind === "recent" ? rows.filter((row) => row >= recentFrom) : rows;
}

function isUniform(weights: Float64Array): boolean {
  return weights.every((weight) => weight === weights[0]);
}

/** Weights of the rows of a matrix that may hold the rows twice. */
function twice(weights: Float64Array, rowCount: number): Float64Array {
  if (rowCount === weights.length) return weights;
  const both = new Float64Array(weights.length * 2);
  both.set(weights);
  both.set(weights, weights.length);
  return both;
}

/** Age at which a row counts half, in ms; null when age does not matter. */
export function halfLifeOf({ halfLifeMs, halfLifeShare }: Recipe, pool: Pool): number | null {
  if (halfLifeShare === null) return halfLifeMs;
  const times = pool.times.subarray(pool.recentFrom);
  const [first, last] = times.reduce(
    ([low, high], time) => [Math.min(low, time), Math.max(high, time)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return last > first ? halfLifeShare * (last - first) : null;
}

/** Further trees must see what the champion's trees see, so its plan is kept; a new forest learns levels and medians anew. */
function prepare(recipe: Recipe, rows: LabelledRows, ground: RecipeGround): PreparedTraining {
  const known = recipe.kind === "residual" ? ground.champion.document.plan : undefined;
  return encodeTraining(rows, ground.definitions, ground.training, known);
}

/**
 * Carries out a recipe that makes a forest.
 * @param rows of the pool that it may learn from
 * @param now epoch ms: ages are counted from here
 */
export async function fitForest(
  recipe: Recipe,
  rows: Int32Array,
  ground: RecipeGround,
  context: { readonly now: number; readonly trainer: Trainer; readonly signal?: AbortSignal },
): Promise<CarriedOut> {
  const { pool, champion } = ground;
  const chosen = rowsFor(recipe, rows, pool);
  const labelled = labelledRowsOf(pool, chosen);
  const prepared = prepare(recipe, labelled, ground);
  const plain = weightsOf(pool, chosen);
  const halfLife = halfLifeOf(recipe, pool);
  const aged = halfLife === null ? plain : ageWeights(labelled.asOf, plain, halfLife, context.now);
  const { depth } = recipe;
  const isResidual = depth !== null;
  const params = isResidual
    ? { ...ground.params, ...residualShape.params, max_depth: depth, num_leaves: 2 ** depth }
    : ground.params;
  const session = await context.trainer.open({
    matrix: prepared.matrix,
    labels: prepared.labels,
    ...(isUniform(aged) ? {} : { weights: twice(aged, prepared.matrix.rowCount) }),
    ...(isResidual ? { initScores: forestMargins(parseForest(champion.boosterText), prepared.matrix) } : {}),
  });
  try {
    const request = { params, rounds: isResidual ? residualShape.rounds : ground.rounds, seed: ground.training.seed };
    const booster = await session.fit(
      isResidual ? { ...request, continueFrom: champion.boosterText } : request,
      context.signal,
    );
    return { prepared, booster, params };
  } finally {
    await session.close();
  }
}

/** Probabilities of some rows of the pool by a forest, before calibration. */
export function probabilitiesBy(
  { plan, modelText }: { readonly plan: FeaturePlan; readonly modelText: string },
  rows: Int32Array,
  pool: Pool,
): Float64Array {
  return forestProbabilities(parseForest(modelText), matrixOf(plan, rows, pool));
}

function matrixOf(plan: FeaturePlan, rows: Int32Array, pool: Pool): FeatureMatrix {
  return encodeFeatures(plan, takeRows(pool.features, rows));
}

/** The champion's probabilities of the rows that matured since, before and after its calibration. */
export interface ChampionScores {
  /** Indexed by pool row; NaN for rows of earlier fits. */
  readonly raw: Float64Array;
  readonly calibrated: Float64Array;
}

/** The champion's calibrated probabilities of rows outside the pool. */
export function probabilitiesByChampion({ document, boosterText }: LoadedModel, features: ColumnBatch): Float64Array {
  const matrix = encodeFeatures(document.plan, features);
  return applyCalibrator(document.calibrator, forestProbabilities(parseForest(boosterText), matrix));
}

/** Scores the recent rows of a pool with the champion. */
export function scoreByChampion(champion: LoadedModel, pool: Pool): ChampionScores {
  const { document, boosterText } = champion;
  const rows = recentRows(pool);
  const scores = probabilitiesBy({ plan: document.plan, modelText: boosterText }, rows, pool);
  const spread = (values: Float64Array): Float64Array => {
    const all = new Float64Array(pool.labels.length).fill(Number.NaN);
    all.set(values, pool.recentFrom);
    return all;
  };
  return { raw: spread(scores), calibrated: spread(applyCalibrator(document.calibrator, scores)) };
}

const at = (values: Float64Array, rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);

function recalibrated(train: Int32Array, test: Int32Array, scores: ChampionScores, pool: Pool): Float64Array {
  const rows = train.filter((row) => row >= pool.recentFrom);
  const labels = Uint8Array.from(rows, (row) => pool.labels[row]!);
  try {
    const calibrator = fitPlatt(labels, at(scores.raw, rows), weightsOf(pool, rows));
    return applyCalibrator(calibrator, at(scores.raw, test));
  } catch {
    // Rows that tell no line leave the champion's own calibration.
    return at(scores.calibrated, test);
  }
}

/**
 * What a recipe, carried out on some rows, says about others.
 * @param train,test rows of the pool; `test` recent ones
 */
export async function forecast(
  recipe: Recipe,
  { train, test }: { readonly train: Int32Array; readonly test: Int32Array },
  ground: RecipeGround & { readonly scores: ChampionScores },
  context: Parameters<typeof fitForest>[3],
): Promise<Float64Array> {
  const { pool, scores } = ground;
  if (recipe.kind === "keep") return at(scores.calibrated, test);
  if (recipe.kind === "recalibrate") return recalibrated(train, test, scores, pool);
  const { prepared, booster } = await fitForest(recipe, train, ground, context);
  return probabilitiesBy({ plan: prepared.plan, modelText: booster.modelText }, test, pool);
}

/** Rows of the pool up to the recent ones, followed by some of the recent ones counted from 0. */
export function withHistory(recent: Int32Array, { recentFrom }: Pool): Int32Array {
  const history = rowRange(0, recentFrom);
  const rows = new Int32Array(history.length + recent.length);
  rows.set(history);
  rows.set(
    recent.map((row) => row + recentFrom),
    history.length,
  );
  return rows;
}
