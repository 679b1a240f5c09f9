/**
 * Argument types of the C functions that are used; all return 0 for success.
 * @source LightGBM 4.7 c_api.h
 */
export const signatures = {
  LGBM_DatasetCreateFromMat:
    "const void* data, int dataType, int32_t rows, int32_t columns, int isRowMajor, const char* parameters, void* reference, _Out_ void** out",
  LGBM_DatasetGetSubset:
    "void* dataset, const int32_t* rows, int32_t rowCount, const char* parameters, _Out_ void** out",
  LGBM_DatasetSetFeatureNames: "void* dataset, const char** names, int count",
  LGBM_DatasetSetField: "void* dataset, const char* field, const void* values, int count, int type",
  LGBM_DatasetFree: "void* dataset",
  LGBM_BoosterCreate: "void* dataset, const char* parameters, _Out_ void** out",
  LGBM_BoosterLoadModelFromString: "const char* text, _Out_ int* iterations, _Out_ void** out",
  LGBM_BoosterFree: "void* booster",
  LGBM_BoosterAddValidData: "void* booster, void* dataset",
  LGBM_BoosterUpdateOneIter: "void* booster, _Out_ int* isFinished",
  LGBM_BoosterGetEval: "void* booster, int dataIndex, _Out_ int* count, _Out_ double* values",
  LGBM_BoosterGetPredict: "void* booster, int dataIndex, _Out_ int64_t* count, _Out_ double* values",
  LGBM_BoosterGetNumFeature: "void* booster, _Out_ int* count",
  LGBM_BoosterNumberOfTotalModel: "void* booster, _Out_ int* count",
  LGBM_BoosterSaveModelToString:
    "void* booster, int start, int rounds, int importanceType, int64_t bufferSize, _Out_ int64_t* size, _Out_ uint8_t* text",
  LGBM_BoosterFeatureImportance: "void* booster, int rounds, int importanceType, _Out_ double* values",
  LGBM_BoosterPredictForMat:
    "void* booster, const void* data, int dataType, int32_t rows, int32_t columns, int isRowMajor, int predictType, int start, int rounds, const char* parameters, _Out_ int64_t* count, _Out_ double* values",
  LGBM_BoosterPredictForMatSingleRowFastInit:
    "void* booster, int predictType, int start, int rounds, int dataType, int32_t columns, const char* parameters, _Out_ void** out",
  LGBM_BoosterPredictForMatSingleRowFast: "void* config, const void* data, _Out_ int64_t* count, _Out_ double* values",
  LGBM_FastConfigFree: "void* config",
} as const;

/** Numbers the C functions know types and kinds by. */
export const codes = {
  float32: 0,
  float64: 1,
  int32: 2,
  predictProbability: 0,
  predictMargin: 1,
  predictLeaf: 2,
  predictContribution: 3,
  importanceByGain: 1,
} as const;
