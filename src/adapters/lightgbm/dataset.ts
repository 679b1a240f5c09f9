import { codes } from "./signatures.js";
import type { Handle, Library } from "./library.js";

/** Column-major numbers with everything LightGBM wants to know about them; plain and shareable between threads. */
export interface SharedMatrix {
  /** `[rowCount × names.length]` column-major, NaN for missing. */
  readonly values: Float64Array;
  readonly rowCount: number;
  readonly names: readonly string[];
  readonly categorical: readonly number[];
}

/** Rows to learn from, in shared memory. */
export interface SharedTrainingData {
  readonly matrix: SharedMatrix;
  readonly labels: Float32Array;
  readonly weights: Float32Array | null;
  readonly initScores: Float64Array | null;
}

// Binned once for all trials: a pre-filter would drop features by the first trial's min_child_samples.
const datasetParameters = "feature_pre_filter=false verbosity=-1 num_threads=1 deterministic=true force_col_wise=true";

function parametersFor({ categorical }: SharedMatrix): string {
  return categorical.length === 0
    ? datasetParameters
    : `${datasetParameters} categorical_feature=${categorical.join(",")}`;
}

/** A binned data set of all rows. The caller frees it. */
export function createDataset(library: Library, data: SharedTrainingData): Handle {
  const { matrix } = data;
  const dataset = library.create(
    "LGBM_DatasetCreateFromMat",
    matrix.values,
    codes.float64,
    matrix.rowCount,
    matrix.names.length,
    0,
    parametersFor(matrix),
    null,
  );
  library.call("LGBM_DatasetSetFeatureNames", dataset, [...matrix.names], matrix.names.length);
  library.call("LGBM_DatasetSetField", dataset, "label", data.labels, matrix.rowCount, codes.float32);
  if (data.weights !== null) {
    library.call("LGBM_DatasetSetField", dataset, "weight", data.weights, matrix.rowCount, codes.float32);
  }
  if (data.initScores !== null) {
    library.call("LGBM_DatasetSetField", dataset, "init_score", data.initScores, matrix.rowCount, codes.float64);
  }
  return dataset;
}

/** Some rows of a data set, with the same bins. The caller frees it. */
export function createSubset(library: Library, dataset: Handle, rows: Int32Array): Handle {
  return library.create("LGBM_DatasetGetSubset", dataset, rows, rows.length, datasetParameters);
}

/** Frees a data set. */
export function freeDataset(library: Library, dataset: Handle): void {
  library.call("LGBM_DatasetFree", dataset);
}
