import { parseDuration } from "#kernel";
import type { RetrainingOptions } from "../options.js";

/** What a recipe does with the rows of the first training and with those that matured since. */
export type RecipeKind =
  /** The champion as it is. */
  | "keep"
  /** The champion's forest with a new calibrator. */
  | "recalibrate"
  /** A new forest on all rows, alike. */
  | "equal"
  /** A new forest on all rows, older ones counting less. */
  | "recency"
  /** Further trees on top of the champion's, fitted to what it leaves on the rows that matured since. */
  | "residual"
  /** A new forest on the rows that matured since, and nothing else. */
  | "recent";

/** One way to make a challenger. */
export interface Recipe {
  /** Unique, such as `recency-90d`. */
  readonly name: string;
  readonly kind: RecipeKind;
  /** Age at which a row counts half; null when that is no fixed time. */
  readonly halfLifeMs: number | null;
  /** The same as a share of the time over which the recent rows were predicted; null when it is none. */
  readonly halfLifeShare: number | null;
  /** How deep further trees are; null for other kinds. */
  readonly depth: number | null;
  /** For a person. */
  readonly title: string;
}

const plain = (kind: RecipeKind, title: string): Recipe => ({
  name: kind,
  kind,
  halfLifeMs: null,
  halfLifeShare: null,
  depth: null,
  title,
});

const stumps = "further trees of one split on top of the champion's, fitted to recent rows";

/** Boosting on the champion's margin: few flat trees, which harm little where there is nothing to learn. */
export const residualShape = {
  rounds: 40,
  params: { learning_rate: 0.1, min_child_samples: 20, lambda_l1: 0, lambda_l2: 10 },
} as const;

/**
 * The recipes in the order in which they are preferred when they do equally well: the less is changed, the earlier.
 * @param canFit false leaves only those that need few rows
 */
export function recipesFor({ halfLives }: Pick<RetrainingOptions, "halfLives">, canFit: boolean): readonly Recipe[] {
  const small = [
    plain("keep", "keep the champion"),
    plain("recalibrate", "the champion's forest, calibrated on recent rows"),
  ];
  if (!canFit) return small;
  return [
    ...small,
    plain("equal", "a new forest on all rows, alike"),
    ...halfLives.map(
      (text): Recipe => ({
        ...plain("recency", `a new forest on all rows, counting half after ${text}`),
        name: `recency-${text.replaceAll(" ", "")}`,
        halfLifeMs: parseDuration(text),
      }),
    ),
    { ...plain("residual", stumps), name: "residual-stumps", depth: 1 },
    {
      ...plain("residual", `${stumps}, the newest of them above all`),
      name: "residual-newest",
      depth: 1,
      halfLifeShare: 0.25,
    },
    { ...plain("residual", "further trees on top of the champion's, fitted to recent rows"), depth: 2 },
    plain("recent", "a new forest on recent rows alone"),
  ];
}

/**
 * Weights by age with mean 1 over the rows that have any, so that regularisation means the same at every half-life.
 * @param times epoch ms of each row
 * @param weights of each row before
 * @param now epoch ms; rows from later count fully
 */
export function ageWeights(times: Float64Array, weights: Float64Array, halfLifeMs: number, now: number): Float64Array {
  const aged = times.map((time, row) => weights[row]! * 2 ** (-Math.max(0, now - time) / halfLifeMs));
  const total = aged.reduce((sum, weight) => sum + weight, 0);
  return total === 0 ? aged : aged.map((weight) => (weight * aged.length) / total);
}
