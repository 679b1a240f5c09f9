/**
 * Encoded model inputs, column-major: `columns[j][i]` is feature j of row i, NaN for missing. Categorical features hold
 * level codes 0, 1, 2, …; every column may live in shared memory.
 */
export interface FeatureMatrix {
  readonly rowCount: number;
  /** Names of model inputs, `[featureCount]`. */
  readonly names: readonly string[];
  /** Indices into `names` of the categorical ones. */
  readonly categorical: readonly number[];
  /** `[featureCount]` arrays of length `rowCount`. */
  readonly columns: readonly Float64Array[];
}
