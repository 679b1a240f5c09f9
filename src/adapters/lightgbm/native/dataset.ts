import { libraryFeatureNames } from "./feature-names.js";
import { check, handleFrom, type Library } from "./library.js";
import { fullDatasetParams, type Params, paramsText } from "./params.js";
import { float32Type, float64Type, type Handle } from "./signatures.js";

/** What a dataset is built from; all arrays may live in shared memory. */
export interface DatasetContent {
  readonly names: readonly string[];
  readonly categorical: readonly number[];
  readonly rowCount: number;
  /** `[names × rowCount]`, column-major, NaN for missing. */
  readonly values: Float64Array;
  /** 0 or 1 per row. */
  readonly labels: Float32Array;
  readonly weights?: Float32Array;
  /** Raw margin per row that boosting starts from. */
  readonly initScores?: Float64Array;
}

/** Binned rows in the library's memory, until `dispose`. */
export interface Dataset {
  readonly handle: Handle;
  readonly rowCount: number;
  dispose(): void;
}

function datasetOf(library: Library, handle: Handle, rowCount: number): Dataset {
  let isFreed = false;
  return {
    handle,
    rowCount,
    dispose: () => {
      if (!isFreed) library.functions.LGBM_DatasetFree(handle);
      isFreed = true;
    },
  };
}

function setFields(library: Library, handle: Handle, content: DatasetContent): void {
  const { functions } = library;
  const { rowCount, labels, weights, initScores, names } = content;
  const set = (field: string, values: Float32Array | Float64Array): void => {
    const type = values instanceof Float32Array ? float32Type : float64Type;
    check(
      library,
      functions.LGBM_DatasetSetField(handle, field, values, rowCount, type),
      `set the ${field} of the rows`,
    );
  };
  set("label", labels);
  if (weights !== undefined) set("weight", weights);
  if (initScores !== undefined) set("init_score", initScores);
  const plainNames = libraryFeatureNames(names);
  check(library, functions.LGBM_DatasetSetFeatureNames(handle, plainNames, names.length), "name the inputs");
}

/**
 * Bins the rows; the content is copied, nothing of it is kept.
 * @throws ExternalFailure `lightgbm/call-failed`
 */
export function createDataset(library: Library, content: DatasetContent, params: Params): Dataset {
  const { values, rowCount, names, categorical } = content;
  const parameters = paramsText(fullDatasetParams(params, categorical));
  const handle = handleFrom(library, `bin ${rowCount} rows × ${names.length} inputs`, (out) =>
    library.functions.LGBM_DatasetCreateFromMat(values, float64Type, rowCount, names.length, 0, parameters, null, out),
  );
  const dataset = datasetOf(library, handle, rowCount);
  try {
    setFields(library, handle, content);
    return dataset;
  } catch (error) {
    dataset.dispose();
    throw error;
  }
}

/**
 * Some rows of a dataset with the same bins.
 * @param rows ascending row numbers, at least one: the library reads sparse columns forward only
 * @throws ExternalFailure `lightgbm/call-failed`, also for rows out of range
 */
export function subsetOf(library: Library, dataset: Dataset, rows: Int32Array): Dataset {
  const parameters = paramsText(fullDatasetParams({}, []));
  const handle = handleFrom(library, `select ${rows.length} of ${dataset.rowCount} rows`, (out) =>
    library.functions.LGBM_DatasetGetSubset(dataset.handle, rows, rows.length, parameters, out),
  );
  return datasetOf(library, handle, rows.length);
}
