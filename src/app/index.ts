export { diffModels, replay } from "./models/comparisons.js";
export { type DemoResult, runDemo } from "./demo.js";
export { type Diagnosis, diagnose, type HealthCheck } from "./project/doctor.js";
export { exportDatabricks, type ExportResult } from "./export-databricks.js";
export { explain, type ExplainRequest, type ExplainResult } from "./models/explanations.js";
export { collectGarbage, type GarbageResult, type GarbageShare } from "./gc/collect-garbage.js";
export {
  aliasHistory,
  compareRuns,
  diffFeatures,
  type FeatureDiff,
  type FeatureOverview,
  listModels,
  listPending,
  listRuns,
  type ModelDetail,
  type RunDetail,
  type RunDifference,
  showFeatures,
  showModel,
  showRun,
} from "./models/history.js";
export {
  backfillJob,
  type BackfillResult,
  cancelJobRun,
  followJobRun,
  type JobRunDetail,
  jobRunLog,
  type JobRunQuery,
  listJobRuns,
  raiseEvent,
  repairJobRun,
  type RepairResult,
  showJobRun,
  submitJobRun,
} from "./jobs/job-runs.js";
export {
  applySchedule,
  type JobOverview,
  listJobs,
  type ScheduleResult,
  setJobPaused,
  showSchedule,
} from "./jobs/schedules.js";
export { attemptForStarter, serveProject, type ServeSettings } from "./jobs/serve.js";
export { jobsStatus } from "./jobs/status.js";
export { type InitOptions, initProject, type InitResult } from "./project/init-project.js";
export {
  backup,
  type BackupResult,
  reset,
  type ResetResult,
  verify,
  type VerifyResult,
} from "./project/maintenance.js";
export {
  deliverNotifications,
  listNotifications,
  type NotificationOverview,
  retryNotification,
  testNotifications,
} from "./notifications.js";
export { ingestLabels, type LabelCohort, type LabelOverview, labelOverview } from "./production/labels.js";
export { openProject, type Project, type ProjectOptions, stateFolderOf } from "./project/open-project.js";
export { predict, type PredictionPlaces, type PredictionResult } from "./production/predictions.js";
export {
  alertPicture,
  modelCardOf,
  type MonitoringPageRequest,
  type MonitoringPageResult,
  type ReportKind,
  type ReportRequest,
  type ReportResult,
  writeMonitoringPage,
  writeReport,
} from "./reports/report.js";
export {
  type InferenceJobResult,
  type OtherJobResult,
  runNamedJob,
  runTraining,
  type TrainingJobResult,
} from "./run-job.js";
export { simulate, type SimulationRequest, type SimulationResult } from "./simulation/simulate.js";
export {
  approve,
  buildFeatures,
  ingest,
  register,
  reject,
  rollback,
  train,
  type TrainOverrides,
  validate,
} from "./models/stages.js";
export type { Envelope } from "#notifications";
export { lineageFacts } from "#registry";
export {
  closeIncident,
  type IncidentDetail,
  type IncidentOverview,
  listIncidents,
  retrain,
  type RetrainResult,
  showIncident,
  type TriggerRecord,
} from "./production/retraining.js";
export { runTask, type TaskRequest, type TaskResult } from "./jobs/run-task.js";
export { monitor, type MonitorResult } from "./production/monitor.js";
