import type { FeatureMatrix } from "#tabular";

/** Scores rows with one model; the same rows always give the same bits. */
export interface Scorer {
  /** Number of model inputs. */
  readonly inputCount: number;
  /** Raw margins (log-odds) per row: `[rowCount]`. */
  margins(matrix: FeatureMatrix): Promise<Float64Array>;
  /** Probabilities in (0, 1) per row: `[rowCount]`. */
  probabilities(matrix: FeatureMatrix): Promise<Float64Array>;
  /**
   * SHAP values in log-odds, `[rowCount × (inputCount + 1)]` row-major; the last number of a row is the base value and each
   * row sums to its margin.
   */
  contributions(matrix: FeatureMatrix): Promise<Float64Array>;
  /** Index of the leaf each tree puts the row into, `[rowCount × treeCount]` row-major. */
  leaves(matrix: FeatureMatrix): Promise<Int32Array>;
  close(): Promise<void>;
}

/** Makes scorers from model text. */
export interface ScorerFactory {
  /** @throws InvalidInput `model/unreadable` when the text is not a LightGBM binary classification model */
  open(modelText: string): Promise<Scorer>;
  /** Ends the workers of all scorers. */
  close(): Promise<void>;
}
