import { encodeFeatures, type FeaturePlan } from "#features";
import { forestProbabilities, parseForest } from "#inference";
import { applyCalibrator, fitPlatt } from "#metrics";
import { ageWeights, type Recipe, residualShape } from "#retraining";
import type { FeatureMatrix } from "#tabular";
import type { BoosterParams, FittedBooster, Trainer } from "#training";
import type { PreparedTraining } from "../fitting/training-rows.js";
import { type Pool, rowRange, takeNumbers, takeRows, weightsOf } from "./pool.js";
import { type RecipeGround, rowsToFit } from "./rows-to-fit.js";

/** A forest made by a recipe, with the plan that encodes its inputs. */
export interface CarriedOut {
  readonly prepared: PreparedTraining;
  readonly booster: FittedBooster;
  readonly params: BoosterParams;
}

/** What a recipe is carried out with. */
export interface CarryingOut {
  /** Epoch ms: ages are counted from here. */
  readonly now: number;
  readonly trainer: Trainer;
  readonly signal?: AbortSignal;
  /** Makes the rows that are fitted; default {@link rowsToFit}, which remembers nothing. */
  readonly rowsToFit?: typeof rowsToFit;
  /** Leaves the champion's trees out of the model of further trees; default false. */
  readonly areFurtherAlone?: boolean;
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

/**
 * Carries out a recipe that makes a forest.
 * @param rows of the pool that it may learn from
 */
export async function fitForest(
  recipe: Recipe,
  rows: Int32Array,
  ground: RecipeGround,
  context: CarryingOut,
): Promise<CarriedOut> {
  const { prepared, weights, margins } = (context.rowsToFit ?? rowsToFit)(recipe, rows, ground);
  const halfLife = halfLifeOf(recipe, ground.pool);
  const aged = halfLife === null ? weights : ageWeights(prepared.rows.asOf, weights, halfLife, context.now);
  const { depth } = recipe;
  const params =
    depth === null
      ? ground.params
      : { ...ground.params, ...residualShape.params, max_depth: depth, num_leaves: 2 ** depth };
  const session = await context.trainer.open({
    matrix: prepared.matrix,
    labels: prepared.labels,
    ...(isUniform(aged) ? {} : { weights: twice(aged, prepared.matrix.rowCount) }),
    ...(margins === null ? {} : { initScores: margins }),
  });
  try {
    const rounds = margins === null ? ground.rounds : residualShape.rounds;
    const isPutBehind = margins !== null && context.areFurtherAlone !== true;
    const request = { params, rounds, seed: ground.training.seed };
    const booster = await session.fit(
      isPutBehind ? { ...request, continueFrom: ground.champion.boosterText } : request,
      context.signal,
    );
    return { prepared, booster, params };
  } finally {
    await session.close();
  }
}

function matrixOf(plan: FeaturePlan, rows: Int32Array, pool: Pool): FeatureMatrix {
  return encodeFeatures(plan, takeRows(pool.features, rows));
}

function recalibrated(train: Int32Array, test: Int32Array, { scores, pool }: RecipeGround): Float64Array {
  const rows = train.filter((row) => row >= pool.recentFrom);
  const labels = Uint8Array.from(rows, (row) => pool.labels[row]!);
  try {
    const calibrator = fitPlatt(labels, takeNumbers(scores.raw, rows), weightsOf(pool, rows));
    return applyCalibrator(calibrator, takeNumbers(scores.raw, test));
  } catch {
    // Rows that tell no line leave the champion's own calibration.
    return takeNumbers(scores.calibrated, test);
  }
}

/**
 * What a recipe, carried out on some rows, says about others.
 * @param train,test rows of the pool; `test` recent ones
 * @returns probabilities before calibration; of `recalibrate` and `keep` after it
 */
export async function forecast(
  recipe: Recipe,
  { train, test }: { readonly train: Int32Array; readonly test: Int32Array },
  ground: RecipeGround,
  context: CarryingOut,
): Promise<Float64Array> {
  const { pool, scores } = ground;
  if (recipe.kind === "keep") return takeNumbers(scores.calibrated, test);
  if (recipe.kind === "recalibrate") return recalibrated(train, test, ground);
  const { prepared, booster } = await fitForest(recipe, train, ground, { ...context, areFurtherAlone: true });
  const base = recipe.kind === "residual" ? takeNumbers(scores.margins, test) : undefined;
  return forestProbabilities(parseForest(booster.modelText), matrixOf(prepared.plan, test, pool), base);
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
