import type { ColumnCompat, CompatNumber } from "./compat-number.js";
import { tellerOf } from "./compared-samples.js";

/** A column's drift score, at least 0, and what share of the importance the column has; importances add up to 1. */
export interface WeightedScore {
  readonly score: number;
  readonly importance: number;
}

/**
 * deepchecks' ways to make one number of the scores of all columns: (Σ importance · scoreᵏ)^(1/k).
 * @param power k: 1 is the weighted mean, 3 its default `l3_weighted`, 5 `l5_weighted`
 * @source deepchecks 0.19.1, core/reduce_classes.py
 */
export function aggregatedScore(columns: readonly WeightedScore[], power: 1 | 3 | 5): number {
  return columns.reduce((sum, { score, importance }) => sum + importance * score ** power, 0) ** (1 / power);
}

/** deepchecks' drift score of a domain classifier: 0 where nothing tells the rows apart, 1 where everything does. */
export function domainDriftScore(auc: number): number {
  return Math.max(0, 2 * auc - 1);
}

/** The score that deepchecks judges a column by unless told otherwise. */
const leadingNumbers: ReadonlySet<string> = new Set(["kolmogorov_smirnov", "cramers_v"]);

function leadingScore(column: ColumnCompat): readonly number[] {
  if (column.status === "not given") return [];
  const leading = column.numbers.find(({ tool, name }) => tool === "deepchecks" && leadingNumbers.has(name));
  return leading?.value === null || leading?.value === undefined ? [] : [leading.value];
}

/**
 * What deepchecks says of all columns together, each as important as the others: two files have no model that could tell.
 * @returns none where no column was compared
 */
export function compatOfAll(columns: readonly ColumnCompat[]): readonly CompatNumber[] {
  const scores = columns.flatMap(leadingScore);
  if (scores.length === 0) return [];
  const weighted = scores.map((score) => ({ score, importance: 1 / scores.length }));
  const tell = tellerOf("deepchecks");
  const convention = "kolmogorov_smirnov and cramers_v/equal-importance";
  return [
    tell("feature_drift max", Math.max(...scores), convention),
    tell("feature_drift weighted", aggregatedScore(weighted, 1), convention),
    tell("feature_drift l3_weighted", aggregatedScore(weighted, 3), convention),
    tell("feature_drift l5_weighted", aggregatedScore(weighted, 5), convention),
  ];
}
