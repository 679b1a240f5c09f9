export {
  aliasHistory,
  compareRuns,
  diffFeatures,
  type FeatureDiff,
  type FeatureOverview,
  listModels,
  listRuns,
  type ModelDetail,
  type RunDetail,
  type RunDifference,
  showFeatures,
  showModel,
  showRun,
} from "./history.js";
export { openProject, type Project, type ProjectOptions, stateFolderOf } from "./open-project.js";
export { approve, buildFeatures, ingest, register, reject, rollback, train, type TrainOverrides, validate } from "./stages.js";
