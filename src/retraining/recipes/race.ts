import { plural } from "#kernel";
import type { ForwardFold } from "./forward-folds.js";
import type { Recipe, RecipeKind } from "./recipe.js";

/** How a recipe did on the rows it had not seen. */
export interface RecipeScore {
  readonly recipe: string;
  readonly title: string;
  /** Weighted mean over all test rows of all origins, later ones counting more; lower is better. */
  readonly logLoss: number;
  /** Log loss of each origin's test rows. */
  readonly byOrigin: readonly number[];
  /** Mean paired difference to the best recipe, 0 for itself. */
  readonly behindBest: number;
  /** Standard error of that difference. */
  readonly standardError: number;
}

/** Who won, and why. */
export interface RaceResult {
  readonly winner: string;
  /** In the order in which recipes are preferred. */
  readonly scores: readonly RecipeScore[];
  readonly origins: readonly number[];
  /** Test rows over all origins. */
  readonly rows: number;
  /** For a person. */
  readonly sentence: string;
}

/** What the race is run on. */
export interface RaceInput {
  readonly recipes: readonly Recipe[];
  /** Whether new forests run only where further trees beat the champion and its recalibration; default false. */
  readonly areForestsLast?: boolean;
  readonly folds: readonly ForwardFold[];
  /** How many recipes are carried out at the same time, all on one origin before any on the next; default 1. */
  readonly atOnce?: number;
  /** 0 or 1 per row. */
  readonly labels: Uint8Array;
  /** Per row. */
  readonly weights: Float64Array;
}

/** Probabilities of a fold's test rows by a recipe that was carried out on its training rows. */
export type CarryOut = (recipe: Recipe, fold: ForwardFold) => Promise<Float64Array>;

interface Run {
  readonly recipe: Recipe;
  /** Per test row of all origins, one after the other. */
  readonly losses: Float64Array;
  readonly byOrigin: readonly number[];
}

const smallest = 1e-15;
const newForests: ReadonlySet<RecipeKind> = new Set<RecipeKind>(["equal", "recency", "recent"]);

function lossOf(label: number, probability: number): number {
  const right = label === 1 ? probability : 1 - probability;
  return -Math.log(Math.max(smallest, right));
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.reduce((sum, value, row) => sum + value * weights[row]!, 0) / total;
}

const at = (values: Float64Array, rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);

/** Losses of every recipe on every origin's test rows; origins come one after the other, so that few data are held at a time. */
async function runRecipes(recipes: readonly Recipe[], input: RaceInput, carryOut: CarryOut): Promise<readonly Run[]> {
  const heats = input.folds.flatMap((fold) => recipes.map((recipe) => ({ recipe, fold })));
  const losses: Float64Array[] = [];
  let next = 0;
  const runInTurn = async (): Promise<void> => {
    while (next < heats.length) {
      const heat = next;
      next += 1;
      const { recipe, fold } = heats[heat]!;
      const probabilities = await carryOut(recipe, fold);
      losses[heat] = Float64Array.from(fold.testRows, (row, place) =>
        lossOf(input.labels[row]!, probabilities[place]!),
      );
    }
  };
  await Promise.all(Array.from({ length: input.atOnce ?? 1 }, runInTurn));
  return recipes.map((recipe, place) => {
    const parts = input.folds.map((_, index) => losses[index * recipes.length + place]!);
    const byOrigin = parts.map((part, index) => weightedMean(part, at(input.weights, input.folds[index]!.testRows)));
    return { recipe, byOrigin, losses: Float64Array.from(parts.flatMap((part) => [...part])) };
  });
}

/** Mean of a weighted paired difference and its standard error. */
function pairedDifference(left: Float64Array, right: Float64Array, weights: Float64Array): readonly [number, number] {
  const differences = left.map((loss, row) => loss - right[row]!);
  const mean = weightedMean(differences, weights);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const squares = differences.reduce((sum, difference, row) => sum + (weights[row]! * (difference - mean)) ** 2, 0);
  return [mean, Math.sqrt(squares) / total];
}

/** Origins after which one counts half, as a share of all: what came last is likest to what comes. */
const halfLifeOfOrigins = 1 / 3;

/** How much each test row counts, one origin after the other. */
function weightsOf({ folds, weights }: RaceInput): Float64Array {
  return Float64Array.from(
    folds.flatMap(({ testRows }, index) => {
      const share = 2 ** ((index + 1 - folds.length) / (halfLifeOfOrigins * folds.length));
      return [...at(weights, testRows)].map((weight) => weight * share);
    }),
  );
}

/**
 * Standard errors by which an earlier recipe may be behind the best and still win. A challenger that beats the champion by less
 * than one is refused later, at the cost of a longer quiet time. Among challengers a whole one would prefer what changes least
 * where much has to change: of 36 worlds of moderate concept drift it let recalibration win three, which recovers no AUC.
 */
const tolerance = { keep: 1, others: 0.5 } as const;

function sentenceOf(winner: RecipeScore, best: RecipeScore, scores: readonly RecipeScore[], rows: number): string {
  const keep = scores.find(({ recipe }) => recipe === "keep")!;
  const gain = (keep.logLoss - winner.logLoss).toFixed(4);
  const places = `over ${plural(rows, "row")} from ${plural(winner.byOrigin.length, "point")} in time`;
  if (winner.recipe === "keep") {
    const rival =
      best.recipe === "keep"
        ? "none of the others is better"
        : `the best other recipe, ${best.recipe}, is not better beyond chance`;
    return `The champion is kept: ${rival} ${places}.`;
  }
  const earlier = best.recipe === winner.recipe ? "" : `; ${best.recipe} is not better beyond chance and changes more`;
  return `Recipe ${winner.recipe} wins: log loss ${gain} below the champion's ${places}${earlier}.`;
}

/**
 * Lets recipes forecast, from each origin, the rows that matured next, and picks the one with the lowest mean log loss, in which
 * later origins count more. An earlier recipe in the list wins when it is within half a standard error of the best; the champion
 * is kept within a whole one. Further trees are the cheapest way to learn what recent rows say; with `areForestsLast` new forests
 * are spared where those find nothing that recalibration does not.
 */
export async function raceRecipes(input: RaceInput, carryOut: CarryOut): Promise<RaceResult> {
  const isLate = ({ kind }: Recipe): boolean => input.areForestsLast === true && newForests.has(kind);
  const early = await runRecipes(
    input.recipes.filter((recipe) => !isLate(recipe)),
    input,
    carryOut,
  );
  const leader = resultOf(early, input).winner;
  const areTreesWorthIt = input.recipes.some(({ name, kind }) => name === leader && kind === "residual");
  const late = areTreesWorthIt ? await runRecipes(input.recipes.filter(isLate), input, carryOut) : [];
  const place = new Map(input.recipes.map(({ name }, index) => [name, index]));
  const inOrder = [...early, ...late].sort(
    (left, right) => place.get(left.recipe.name)! - place.get(right.recipe.name)!,
  );
  return resultOf(inOrder, input);
}

function resultOf(runs: readonly Run[], input: RaceInput): RaceResult {
  const weights = weightsOf(input);
  const means = runs.map(({ losses }) => weightedMean(losses, weights));
  const best = means.indexOf(Math.min(...means));
  const scores = runs.map(({ recipe, losses, byOrigin }, index): RecipeScore => {
    const [behindBest, standardError] = pairedDifference(losses, runs[best]!.losses, weights);
    const { name, title } = recipe;
    return { recipe: name, title, logLoss: means[index]!, byOrigin, behindBest, standardError };
  });
  const allowed = ({ recipe, standardError }: RecipeScore): number =>
    (recipe === "keep" ? tolerance.keep : tolerance.others) * standardError;
  const winner = scores.find((score) => score.behindBest <= allowed(score))!;
  return {
    winner: winner.recipe,
    scores,
    origins: input.folds.map(({ origin }) => origin),
    rows: weights.length,
    sentence: sentenceOf(winner, scores[best]!, scores, weights.length),
  };
}
