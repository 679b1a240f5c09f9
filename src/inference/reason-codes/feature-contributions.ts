import type { FeaturePlan } from "#features";

/** Contributions to the log-odds per feature: those of a feature's encodings added up, which changes no total. */
export interface FeatureContributions {
  readonly rowCount: number;
  readonly featureCount: number;
  /** `[rowCount × featureCount]`, row-major, log-odds. */
  readonly values: Float64Array;
  /** What the model says before it has seen a row, log-odds. */
  readonly base: number;
  /** `[rowCount]`: base plus the row's contributions. */
  readonly margins: Float64Array;
}

/**
 * Adds up the contributions of all model inputs that encode the same feature.
 * @param plan the model's features and inputs
 * @param contributions `[rowCount × (inputCount + 1)]`, row-major, the base value last, as a scorer gives them
 */
export function groupContributions(plan: FeaturePlan, contributions: Float64Array): FeatureContributions {
  const inputCount = plan.inputs.length;
  const featureCount = plan.features.length;
  const rowCount = contributions.length / (inputCount + 1);
  const values = new Float64Array(rowCount * featureCount);
  const margins = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    const from = row * (inputCount + 1);
    margins[row] = contributions[from + inputCount]!;
    for (const [index, input] of plan.inputs.entries()) {
      const part = contributions[from + index]!;
      values[row * featureCount + input.feature]! += part;
      margins[row]! += part;
    }
  }
  return { rowCount, featureCount, values, base: rowCount === 0 ? 0 : contributions[inputCount]!, margins };
}

/**
 * Contributions of one row by column of the raw data. A feature that is made of several columns gives each an equal part, so
 * that the total stays what it is.
 * @param contributions `[featureCount]`, log-odds
 * @returns column → log-odds, in the order in which features first name them
 */
export function contributionsByColumn(
  plan: FeaturePlan,
  contributions: ArrayLike<number>,
): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const [index, { definition }] of plan.features.entries()) {
    const columns = definition.columns.length === 0 ? [definition.name] : definition.columns;
    const part = contributions[index]! / columns.length;
    for (const column of columns) sums.set(column, (sums.get(column) ?? 0) + part);
  }
  return Object.fromEntries(sums);
}
