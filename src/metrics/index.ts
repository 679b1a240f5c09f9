export { type GainsPoint, gainsCurve } from "./curves/gains-curve.js";
export { type PrPoint, prCurve } from "./curves/pr-curve.js";
export { type ProfitPoint, profitCurve } from "./curves/profit-curve.js";
export { type ReliabilityBin, reliabilityCurve } from "./curves/reliability-curve.js";
export { type RocPoint, rocCurve } from "./curves/roc-curve.js";
export { type ScoreHistogram, scoreHistogram } from "./curves/score-histogram.js";
export {
  accuracy,
  type ClassMetricName,
  classMetrics,
  f1,
  falseNegativeRate,
  falsePositiveRate,
  labelPositiveShare,
  minorityF1,
  precision,
  predictedPositiveShare,
  recall,
  smallestPredictedShare,
} from "./decision/class-metrics.js";
export { confusionAt } from "./decision/confusion.js";
export type { Estimate, EstimateMethod } from "./estimate.js";
export type { ClassMetric, ConfusionCounts, Direction, ProbabilityMetric, TargetMetric } from "./metric.js";
export { ece } from "./probability/ece.js";
export { brier, logLoss } from "./probability/loss.js";
export { type ContactTerms, contactThreshold } from "./profit/contact-terms.js";
export { prAuc } from "./ranking/pr-auc.js";
export { rocAuc } from "./ranking/roc-auc.js";
export { topShareLift, topSharePrecision } from "./ranking/top-share.js";
export { f1Threshold, findThreshold, type ThresholdChoice, type ThresholdRule } from "./threshold/find-threshold.js";
