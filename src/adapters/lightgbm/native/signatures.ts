/** A dataset, a booster or a fast configuration: an address in the library's memory. */
export type Handle = bigint;

/** Where the library writes a new handle. */
export type HandleBox = [Handle | null];

/** Numbers in memory that the library reads or writes in place. */
type Numbers = Float64Array | Float32Array | Int32Array;

type TextBox = Uint8Array;

/**
 * The C functions that are used; each returns 0, or -1 with a message in `LGBM_GetLastError`.
 * @source LightGBM 4.7 `include/LightGBM/c_api.h`
 */
export interface LightgbmFunctions {
  LGBM_GetLastError(): string;
  LGBM_DatasetCreateFromMat(
    data: Float64Array,
    dataType: number,
    rowCount: number,
    columnCount: number,
    isRowMajor: number,
    parameters: string,
    reference: null,
    out: HandleBox,
  ): number;
  LGBM_DatasetSetField(dataset: Handle, name: string, values: Numbers, count: number, dataType: number): number;
  LGBM_DatasetSetFeatureNames(dataset: Handle, names: readonly string[], count: number): number;
  LGBM_DatasetGetSubset(dataset: Handle, rows: Int32Array, count: number, parameters: string, out: HandleBox): number;
  LGBM_DatasetFree(dataset: Handle): number;
  LGBM_BoosterCreate(dataset: Handle, parameters: string, out: HandleBox): number;
  LGBM_BoosterAddValidData(booster: Handle, dataset: Handle): number;
  /** Puts copies of the other's trees before the booster's own. */
  LGBM_BoosterMerge(booster: Handle, other: Handle): number;
  LGBM_BoosterUpdateOneIter(booster: Handle, isFinished: Int32Array): number;
  LGBM_BoosterGetEval(booster: Handle, dataIndex: number, count: Int32Array, out: Float64Array): number;
  LGBM_BoosterGetPredict(booster: Handle, dataIndex: number, count: BigInt64Array, out: Float64Array): number;
  LGBM_BoosterGetCurrentIteration(booster: Handle, out: Int32Array): number;
  LGBM_BoosterGetNumFeature(booster: Handle, out: Int32Array): number;
  LGBM_BoosterNumberOfTotalModel(booster: Handle, out: Int32Array): number;
  LGBM_BoosterFeatureImportance(booster: Handle, rounds: number, kind: number, out: Float64Array): number;
  LGBM_BoosterSaveModelToString(
    booster: Handle,
    startRound: number,
    rounds: number,
    importanceKind: number,
    capacity: bigint,
    length: BigInt64Array,
    out: TextBox,
  ): number;
  LGBM_BoosterLoadModelFromString(text: string, rounds: Int32Array, out: HandleBox): number;
  LGBM_BoosterPredictForMat(
    booster: Handle,
    data: Float64Array,
    dataType: number,
    rowCount: number,
    columnCount: number,
    isRowMajor: number,
    kind: number,
    startRound: number,
    rounds: number,
    parameters: string,
    count: BigInt64Array,
    out: Float64Array,
  ): number;
  LGBM_BoosterPredictForMatSingleRowFastInit(
    booster: Handle,
    kind: number,
    startRound: number,
    rounds: number,
    dataType: number,
    columnCount: number,
    parameters: string,
    out: HandleBox,
  ): number;
  LGBM_BoosterPredictForMatSingleRowFast(
    fast: Handle,
    row: Float64Array,
    count: BigInt64Array,
    out: Float64Array,
  ): number;
  LGBM_FastConfigFree(fast: Handle): number;
  LGBM_BoosterFree(booster: Handle): number;
}

/** Their C declarations. */
export const prototypes: Readonly<Record<keyof LightgbmFunctions, string>> = {
  LGBM_GetLastError: "const char* LGBM_GetLastError()",
  LGBM_DatasetCreateFromMat:
    "int LGBM_DatasetCreateFromMat(const void* data, int type, int32_t rows, int32_t columns, int row_major, const char* parameters, void* reference, _Out_ void** out)",
  LGBM_DatasetSetField:
    "int LGBM_DatasetSetField(void* dataset, const char* name, const void* data, int count, int type)",
  LGBM_DatasetSetFeatureNames: "int LGBM_DatasetSetFeatureNames(void* dataset, const char** names, int count)",
  LGBM_DatasetGetSubset:
    "int LGBM_DatasetGetSubset(void* dataset, const int32_t* rows, int32_t count, const char* parameters, _Out_ void** out)",
  LGBM_DatasetFree: "int LGBM_DatasetFree(void* dataset)",
  LGBM_BoosterCreate: "int LGBM_BoosterCreate(void* dataset, const char* parameters, _Out_ void** out)",
  LGBM_BoosterAddValidData: "int LGBM_BoosterAddValidData(void* booster, void* dataset)",
  LGBM_BoosterMerge: "int LGBM_BoosterMerge(void* booster, void* other)",
  LGBM_BoosterUpdateOneIter: "int LGBM_BoosterUpdateOneIter(void* booster, int* finished)",
  LGBM_BoosterGetEval: "int LGBM_BoosterGetEval(void* booster, int data_index, int* count, double* out)",
  LGBM_BoosterGetPredict: "int LGBM_BoosterGetPredict(void* booster, int data_index, int64_t* count, double* out)",
  LGBM_BoosterGetCurrentIteration: "int LGBM_BoosterGetCurrentIteration(void* booster, int* out)",
  LGBM_BoosterGetNumFeature: "int LGBM_BoosterGetNumFeature(void* booster, int* out)",
  LGBM_BoosterNumberOfTotalModel: "int LGBM_BoosterNumberOfTotalModel(void* booster, int* out)",
  LGBM_BoosterFeatureImportance: "int LGBM_BoosterFeatureImportance(void* booster, int rounds, int kind, double* out)",
  LGBM_BoosterSaveModelToString:
    "int LGBM_BoosterSaveModelToString(void* booster, int start, int rounds, int importance, int64_t capacity, int64_t* length, void* out)",
  LGBM_BoosterLoadModelFromString:
    "int LGBM_BoosterLoadModelFromString(const char* text, int* rounds, _Out_ void** out)",
  LGBM_BoosterPredictForMat:
    "int LGBM_BoosterPredictForMat(void* booster, const void* data, int type, int32_t rows, int32_t columns, int row_major, int kind, int start, int rounds, const char* parameters, int64_t* count, double* out)",
  LGBM_BoosterPredictForMatSingleRowFastInit:
    "int LGBM_BoosterPredictForMatSingleRowFastInit(void* booster, int kind, int start, int rounds, int type, int32_t columns, const char* parameters, _Out_ void** out)",
  LGBM_BoosterPredictForMatSingleRowFast:
    "int LGBM_BoosterPredictForMatSingleRowFast(void* fast, const void* row, int64_t* count, double* out)",
  LGBM_FastConfigFree: "int LGBM_FastConfigFree(void* fast)",
  LGBM_BoosterFree: "int LGBM_BoosterFree(void* booster)",
};

/** `C_API_DTYPE_FLOAT32`. */
export const float32Type = 0;
/** `C_API_DTYPE_FLOAT64`. */
export const float64Type = 1;

/** `C_API_PREDICT_…`. */
export const predictionKinds = { probability: 0, margin: 1, leaf: 2, contribution: 3 } as const;

/** What a prediction call computes. */
export type PredictionKind = keyof typeof predictionKinds;
