export {
  type BatchInferenceResult,
  type InferenceTarget,
  type ReasonedEntity,
  resolveInferenceTarget,
} from "./scoring/batch-inference.js";
export { type DomainChances, domainChances } from "./monitoring/domain-classifier.js";
export { previewDecision } from "./monitoring/evaluate-findings.js";
export { type MonitoringResult, runMonitoring } from "./monitoring/monitoring-round.js";
export { newestPrediction } from "./monitoring/newest-prediction.js";
export { resolvedMessage } from "./monitoring/incident-messages.js";
export type { RetrainingResult } from "./retraining/retrain-model.js";
export { openEvaluation, type TriggerResult } from "./retraining/evaluation-run.js";
export type { JobDraft } from "./job-draft.js";
export {
  type ApprovalRequest,
  type ApprovalResult,
  approveChallenger,
  rejectChallenger,
  rollbackChampion,
} from "./decision/challenger-approval.js";
export { type PendingApproval, pendingApprovals } from "./decision/pending-approvals.js";
export { type ValidationResult, validateVersion } from "./decision/challenger-validation.js";
export {
  type ChangedDecision,
  compareVersions,
  type FactDifference,
  type MetricDifference,
  type VersionComparison,
} from "./comparison/compare-versions.js";
export { type SequentialEvidence } from "./comparison/sequential-evidence.js";
export { type StoredEvaluation } from "./fitting/evaluations.js";
export { engineerFeatures, type FeatureEngineeringResult } from "./feature-engineering.js";
export {
  type EntityExplanation,
  type ExplainedEntity,
  explainEntity,
  explainFile,
  explanationFields,
  type FileExplanation,
} from "./explanation/explain.js";
export { type FileLogResult, logFile } from "./scoring/log-file.js";
export { type Arrivals, type ArrivalScores, scoreArrivals } from "./scoring/score-arrivals.js";
export { type FileScoringResult, scoreFile } from "./scoring/file-scoring.js";
export { type ReplayCheck, type ReplayResult, replayTraining } from "./fitting/replay.js";
export { type IngestionResult, ingestSources } from "./ingestion.js";
export { type JobStart, projectJobs, type TrainingJobOutputs } from "./jobs.js";
export { bindOperations, type OperationName } from "./operations.js";
export { type RegistrationResult, registerModel } from "./fitting/model-registration.js";
export { type TrainingResult } from "./fitting/model-training.js";
export {
  databricksBundle,
  type DatabricksExport,
  type DatabricksSource,
  type ExportedFile,
} from "./export/databricks-bundle.js";
export type { DatabricksObject, DatabricksOptions } from "./export/databricks-job.js";
export { quartzCron } from "./export/quartz-cron.js";
export { incidentReportInput, monitoringReportInput } from "./monitoring-report/monitoring-report-input.js";
export type { PipelinePorts } from "./ports.js";
export { createRunNotices } from "./run-notices.js";
export { trainingReportInput } from "./version-report/training-report-input.js";
export type { PipelineSettings } from "./settings.js";
export type { SliceQuality, ValidationReport } from "./validation-report.js";
export { type ModelCardText, readModelCard } from "./version-report/read-model-card.js";
export { validationReportInput } from "./version-report/validation-report-input.js";
export { openWorld } from "./simulation/open-world.js";
export { type DailyJobs, type DayCounts, type Simulation, simulateDays } from "./simulation/simulate-days.js";
export { type TimelineEntry, timelineOf } from "./simulation/timeline.js";
export { qualityOfVersions, type VersionQuality } from "./simulation/true-quality.js";
export { createVirtualClock, type VirtualClock, virtualWaiting } from "./simulation/virtual-clock.js";
export {
  ingestLabels,
  type LabelArrivals,
  type LabelIngestReport,
} from "./ground-truth/ingest-labels.js";
export { type LedgerSync, syncLedger } from "./ground-truth/sync-ledger.js";
export { ingestLabelFile } from "./ground-truth/label-file.js";
export { measurePerformance, type PerformanceMeasurement } from "./monitoring/performance-windows.js";
export type { WindowMonitoring } from "./monitoring/judge-windows.js";
export { driftMetricFields, profileMetricFields } from "./monitoring/metric-tables.js";
