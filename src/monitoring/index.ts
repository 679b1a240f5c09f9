export { type ColumnCompat, type CompatNumber, compatVersions } from "./compat/compat-number.js";
export { compatOfAll, domainDriftScore } from "./compat/dataset-numbers.js";
export { compatFromCounts, compatFromRows, type RawColumn } from "./compat/compat-numbers.js";
export {
  type ErrorCount,
  type StreamDetectorName,
  type StreamReading,
  streamReadings,
} from "./compat/stream-detectors.js";
export { type AlarmRules, alarmRules } from "./drift/alarm-rules.js";
export { type AnchorColumn, type AnchorDrift, anchorDrift } from "./drift/anchor-drift.js";
export { compareColumns, type CompareOptions, type TwoKeyRule } from "./drift/compare-columns.js";
export { type DetectorReading, type DetectorState } from "./drift/detector.js";
export { type DomainScore, domainScore, offSupportShare } from "./drift/domain-score.js";
export {
  firstJudgeState,
  type JudgeContext,
  type JudgeState,
  judgeWindow,
} from "./drift/judge-window.js";
export { type ColumnDistribution, distributionOf } from "./drift/distribution.js";
export { type BinnedRows, binnedRows } from "./drift/reference-draws.js";
export { type BudgetProof, proveBudget, type ReplayOptions } from "./drift/replay-budget.js";
export type { MultivariateDrift } from "./drift/multivariate-drift.js";
export type {
  ColumnDrift,
  DriftImpact,
  DriftMethodName,
  DriftScore,
  DriftSeverity,
  DriftVerdict,
} from "./drift/drift-verdict.js";
export { type MonitoringOptions, monitoringOptions } from "./options.js";
export type { WindowFilter, WindowStore, WindowUpdate } from "./ports.js";
export {
  binCount,
  type CategoryBinning,
  coarseCounts,
  levelBinning,
  numericBinning,
  type NumericBinning,
} from "./profile/binning.js";
export { countColumn, createWholeCounter, type WholeCounter } from "./profile/column-counter.js";
export type { ColumnBinning, ColumnCounts, ColumnKind } from "./profile/column-counts.js";
export {
  freezeColumns,
  freezeReference,
  freezeTable,
  readReference,
  type ReferenceRows,
  referenceText,
} from "./profile/freeze-reference.js";
export { countedRows, deviationOf, meanOf, mergeCounts } from "./profile/merge-counts.js";
export { mergeProfiles } from "./profile/merge-profiles.js";
export { createProfileCollector, type ProfileCollector, type ProfileRequest } from "./profile/profile-collector.js";
export type { ReferenceColumn, ReferenceProfile } from "./profile/reference-profile.js";
export {
  scoreColumn,
  type Slice,
  sliceKeyOf,
  type WindowKey,
  type WindowProfile,
} from "./profile/window-profile.js";
export { checkQuality, emptyWindow, type QualityContext } from "./quality/check-quality.js";
export type { CheckedWindow } from "./quality/window-checks.js";
export type { QualityCheckName, QualityVerdict, WindowQuality } from "./quality/quality-verdict.js";
export {
  groundTruthFields,
  groundTruthTable,
  type LabelEvent,
  type LabelFact,
  type LoggedPrediction,
} from "./ground-truth/label-event.js";
export { labelAsOf, type LabelChange, labelChanges } from "./ground-truth/match.js";
export type {
  FoundLabel,
  LabelCountQuery,
  LabelCounts,
  LabelLedger,
  PredictionKey,
  Span,
} from "./ground-truth/ports.js";
export { type LabelProblem, type LabelRow, readLabel, type RefusedLabel } from "./ground-truth/read-label.js";
export type { PerformanceMetricName } from "./performance/metric-names.js";
export type {
  PerformanceFilter,
  PerformancePosition,
  PerformanceStore,
  StoredWindow,
} from "./performance/ports.js";
export {
  addRow,
  changeLabel,
  emptySums,
  mergeSums,
  type PerformanceSums,
  type SummedLabel,
  type SummedRow,
} from "./performance/sums.js";
export { sumsOfLabelled, sumsOfScored } from "./performance/sums-of-rows.js";
export { sumsFromText, sumsText } from "./performance/sums-text.js";
export { updateWindows, type WindowChanges } from "./performance/update-windows.js";
export type { MetricEstimates, PerformanceEntry, PerformanceState } from "./performance/timeline.js";
export { keyText, type PerformanceKey } from "./performance/window-key.js";
export { type Window, windowAt, windowLengthMs, windowsPerYear } from "./windows/granularity.js";
export { type ArrivalCurve, arrivalCurve } from "./performance/arrival-curve.js";
export { type AssessmentContext, assessPerformance, type PerformanceReference } from "./performance/assess.js";
export {
  type CampaignReturn,
  campaignReturn,
  campaignUplift,
  retrainingWeight,
  type Uplift,
} from "./performance/campaign.js";
export { compareWithTraining, type TrainingComparison } from "./performance/compare-training.js";
export { performanceBound } from "./performance/estimated-verdicts.js";
export {
  calibrateForShift,
  densityRatios,
  effectiveSampleSize,
  type ShiftedCalibration,
  type WindowShift,
} from "./performance/covariate-shift.js";
export { type LabelCoverage, labelCoverage } from "./performance/coverage.js";
export { type EarlyOutcomes, earlyOutcomes, type OpenWindow } from "./performance/early-outcomes.js";
export { estimatedMetrics } from "./performance/estimated.js";
export { type EstimatorTrust, estimatorTrust } from "./performance/estimator-trust.js";
export { type ExcessLossTest, excessLossTest } from "./performance/excess-loss.js";
export { estimateOf, type Measured } from "./performance/measured.js";
export type { PerformanceVerdict, PerformanceVerdictKind } from "./performance/performance-verdict.js";
export { type MeasuredMetrics, realisedMetrics } from "./performance/realised.js";
export { exactCalibration, fitScoreCalibration, type ScoreCalibration } from "./performance/score-calibration.js";
export { coverageOf, type EntryContext, stateOf, windowEntry } from "./performance/window-entry.js";
