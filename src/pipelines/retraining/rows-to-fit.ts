import type { FeatureDefinition } from "#features";
import { forestMargins, type LoadedModel, parseForest } from "#inference";
import type { Recipe } from "#retraining";
import type { FeatureMatrix } from "#tabular";
import type { BoosterParams, TrainingOptions } from "#training";
import { encodeTraining, type PreparedTraining } from "../fitting/training-rows.js";
import type { ChampionScores } from "./champion-scores.js";
import { labelledRowsOf, type Pool, takeNumbers, weightsOf } from "./pool.js";

/** What every recipe starts from. */
export interface RecipeGround {
  readonly pool: Pool;
  readonly champion: LoadedModel;
  readonly scores: ChampionScores;
  /** Parameters and rounds of a new forest: those of the champion's last full fit. */
  readonly params: BoosterParams;
  readonly rounds: number;
  readonly definitions: readonly FeatureDefinition[];
  readonly training: Pick<TrainingOptions, "missingAugmentation" | "seed">;
}

/** Rows that a forest is fitted on, encoded, before their age counts. */
export interface RowsToFit {
  readonly prepared: PreparedTraining;
  /** How many rows each of the rows stands for; the matrix may hold them twice. */
  readonly weights: Float64Array;
  /** The champion's log-odds of every row of the matrix, which further trees are added to; null for a new forest. */
  readonly margins: Float64Array | null;
}

/** The champion's log-odds of rows of the pool and of their copies with gaps, which no score is known of. */
function championMargins(rows: Int32Array, matrix: FeatureMatrix, { champion, scores }: RecipeGround): Float64Array {
  const known = takeNumbers(scores.margins, rows);
  if (matrix.rowCount === rows.length) return known;
  const columns = matrix.columns.map((column) => column.subarray(rows.length));
  const copies = { ...matrix, rowCount: matrix.rowCount - rows.length, columns };
  const margins = new Float64Array(matrix.rowCount);
  margins.set(known);
  margins.set(forestMargins(parseForest(champion.boosterText), copies), rows.length);
  return margins;
}

/**
 * The rows that a recipe fits. Further trees must see what the champion's trees see, so its plan is kept; a new forest learns
 * levels and medians anew.
 * @param rows of the pool that the recipe may learn from
 */
export function rowsToFit({ kind }: Recipe, rows: Int32Array, ground: RecipeGround): RowsToFit {
  const { pool, champion, definitions, training } = ground;
  const isOnRecent = kind === "residual" || kind === "recent";
  const chosen = isOnRecent ? rows.filter((row) => row >= pool.recentFrom) : rows;
  const labelled = labelledRowsOf(pool, chosen);
  const weights = weightsOf(pool, chosen);
  if (kind !== "residual") return { prepared: encodeTraining(labelled, definitions, training), weights, margins: null };
  const prepared = encodeTraining(labelled, definitions, training, champion.document.plan);
  return { prepared, weights, margins: championMargins(chosen, prepared.matrix, ground) };
}

/** Folds whose rows are remembered: the one under way and the next. */
const mostRemembered = 2;

/** {@link rowsToFit} that remembers what it made last: recipes of one kind differ only in weights and depth. */
export function rememberedRowsToFit(): typeof rowsToFit {
  const known = new Map<Int32Array, Map<string, RowsToFit>>();
  return (recipe, rows, ground) => {
    const byKind = known.get(rows) ?? new Map<string, RowsToFit>();
    known.set(rows, byKind);
    if (known.size > mostRemembered) known.delete(known.keys().next().value!);
    const kind = recipe.kind === "recency" ? "equal" : recipe.kind;
    const found = byKind.get(kind) ?? rowsToFit(recipe, rows, ground);
    byKind.set(kind, found);
    return found;
  };
}
