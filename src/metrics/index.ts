export { applyCalibrator, type Calibrator, type IdentityCalibrator } from "./calibrators/calibrator.js";
export { applyIsotonic, fitIsotonic, type IsotonicCalibrator } from "./calibrators/isotonic.js";
export { applyPlatt, fitPlatt, type PlattCalibrator } from "./calibrators/platt.js";
export { type GainsPoint, gainsCurve } from "./curves/gains-curve.js";
export { type PrPoint, prCurve } from "./curves/pr-curve.js";
export { type ProfitPoint, profitCurve } from "./curves/profit-curve.js";
export { type ReliabilityBin, reliabilityCurve } from "./curves/reliability-curve.js";
export { type RocPoint, rocCurve } from "./curves/roc-curve.js";
export { type ScoreHistogram, scoreHistogram } from "./curves/score-histogram.js";
export {
  type ClassMetricName,
  classMetrics,
  f1,
  falsePositiveRate,
  labelPositiveShare,
  minorityF1,
  precision,
  predictedPositiveShare,
  smallestPredictedShare,
} from "./decision/class-metrics.js";
export { confusionAt } from "./decision/confusion.js";
export type { Estimate, EstimateMethod } from "./estimate.js";
export type { ClassMetric, ConfusionCounts, Direction, ProbabilityMetric, TargetMetric } from "./metric.js";
export {
  calibrationIntercept,
  calibrationInterceptEstimate,
  calibrationInTheLarge,
  calibrationInTheLargeEstimate,
  calibrationSlope,
  calibrationSlopeEstimate,
} from "./probability/calibration.js";
export { ece } from "./probability/ece.js";
export { fitLogisticLine, type LineRows, type LogisticLine } from "./probability/logistic-line.js";
export { clipped, brier, logit, logLoss, rowLogLosses } from "./probability/loss.js";
export {
  type CalibrationMetricName,
  calibrationMetrics,
  type ProbabilityMetricName,
  probabilityMetrics,
} from "./probability/probability-metrics.js";
export { type ContactProfit, contactProfit } from "./profit/contact-profit.js";
export { type ContactTerms, contactThreshold } from "./profit/contact-terms.js";
export { type EmpcTerms, empc, type ExpectedMaximumProfit } from "./profit/empc.js";
export { prAuc } from "./ranking/pr-auc.js";
export { rocAuc } from "./ranking/roc-auc.js";
export { topShareLift, topSharePrecision } from "./ranking/top-share.js";
export { f1Threshold, findThreshold, type ThresholdChoice, type ThresholdRule } from "./threshold/find-threshold.js";
export { type BootstrapOptions, classMetricEstimate } from "./uncertainty/class-estimate.js";
export type { PairedComparison, PairedDifference } from "./uncertainty/comparison.js";
export { compareRocAuc, rocAucEstimate } from "./uncertainty/delong.js";
export { brierEstimate, compareBrier, compareLogLoss, logLossEstimate } from "./uncertainty/mean-loss.js";
export { compareDecisions, type Decider, type PairedCounts, pairedCounts } from "./uncertainty/paired-decisions.js";
export { rowBootstrapEstimate } from "./uncertainty/row-bootstrap.js";
