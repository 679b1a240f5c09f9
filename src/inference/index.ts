export {
  addToBusinessSums,
  type BusinessSums,
  type BusinessValue,
  businessValue,
  emptyBusinessSums,
} from "./business-value.js";
export {
  createFeatureContrastCollector,
  type FeatureContrast,
  type FeatureContrastCollector,
} from "./feature-comparison.js";
export { calibratedProbabilities } from "./calibrated-probability.js";
export { openModelScorer } from "./calibrated-scorer.js";
export type { Forest } from "./forest/forest.js";
export { parseForest } from "./forest/parse-forest.js";
export { createForestScorerFactory } from "./forest/forest-scorer.js";
export { forestLeaves, forestMargins, forestProbabilities } from "./forest/walk-batch.js";
export { forestMarginOfRow, forestProbabilityOfRow, probabilityOfMargin } from "./forest/walk-row.js";
export {
  createHighRiskCollector,
  type HighRiskCollector,
  type HighRiskRows,
  type ScoredEntity,
} from "./high-risk-list.js";
export {
  batchLogRelation,
  inferenceLogColumns,
  inferenceLogFields,
  inferenceLogTable,
  loggedBatch,
  type LoggedRows,
} from "./inference-log.js";
export { type LoadedModel, loadModel, type ModelDocument, modelDocumentText } from "./model-document.js";
export {
  businessOptions,
  type BusinessTerms,
  type InferenceOptions,
  inferenceOptions,
  type RiskBands,
} from "./options.js";
export type { Scorer, ScorerFactory } from "./ports.js";
export {
  bandsOf,
  predictionColumns,
  predictionFields,
  type PredictionOrigin,
  scoredBatch,
  scoredFields,
} from "./prediction-table.js";
export { type RiskBand, riskBandNames, riskBandOf } from "./risk-band.js";
export { type ScoredBatch, scoreRows, scoringRelation } from "./score-rows.js";
export { type Explanation, explainRows } from "./reason-codes/explain-rows.js";
export {
  contributionsByColumn,
  type FeatureContributions,
  groupContributions,
} from "./reason-codes/feature-contributions.js";
export {
  type Audience,
  mostBusinessReasons,
  type ReasonCode,
  reasonCodes,
  type ReasonedRow,
} from "./reason-codes/reason-code.js";
export type { FeatureValue } from "./reason-codes/reason-words.js";
export {
  explainModel,
  type FeatureImportance,
  type GlobalExplanation,
  type Interaction,
} from "./global/global-explanation.js";
export type { JointDependence, PartialDependence } from "./global/partial-dependence.js";
