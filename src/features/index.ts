export { defineFeatures, reservedNames } from "./define.js";
export type { FeatureDefinition, FeatureKind } from "./definition.js";
export { codeProjections, encodeFeatures } from "./encode.js";
export {
  entityExpression,
  featureProjections,
  featureTableFields,
  featureTableRelation,
  labelTableFields,
  labelTableRelation,
  type RowTimes,
} from "./feature-table.js";
export { stackRows, withMissing } from "./missing-copy.js";
export { type FeatureOption, featureOptions, type SplitOptions, splitOptions } from "./options.js";
export { type FeaturePlan, type FittedFeature, fitFeaturePlan, maxOneHotLevels, type ModelInput } from "./plan.js";
export { createRowEncoder, type RowEncoder } from "./row-encoder.js";
export { createRowFeatures, type RowFeatures } from "./row-features.js";
export { assignSplits, type Split, type SplitAssignment, type SplitCandidate } from "./split.js";
export {
  collectRows,
  currentFeatures,
  currentLabels,
  type LabelledRows,
  labelledRelation,
  loadLabelledRows,
  scanTable,
  selectColumns,
  splitTableFields,
  type TrainingSources,
  withDigest,
} from "./training-set.js";
