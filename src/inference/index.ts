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
export type { Forest } from "./forest/forest.js";
export { parseForest } from "./forest/parse-forest.js";
export { createForestScorerFactory } from "./forest/forest-scorer.js";
export { forestLeaves, forestMargins, forestProbabilities } from "./forest/walk-batch.js";
export { forestMarginOfRow, forestProbabilityOfRow } from "./forest/walk-row.js";
export { createHighRiskCollector, type HighRiskCollector, type ScoredEntity } from "./high-risk-list.js";
export { type LoadedModel, loadModel, type ModelDocument, modelDocumentText } from "./model-document.js";
export {
  businessOptions,
  type BusinessTerms,
  type InferenceOptions,
  inferenceOptions,
  type RiskBands,
} from "./options.js";
export type { Scorer, ScorerFactory } from "./ports.js";
export { bandsOf, predictionBatch, predictionFields, type PredictionOrigin } from "./prediction-table.js";
export { type RiskBand, riskBandNames, riskBandOf } from "./risk-band.js";
export { type ScoredBatch, scoreRows } from "./score-rows.js";
