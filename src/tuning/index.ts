export {
  type Contour,
  type HistoryPoint,
  type ParallelLine,
  type ParamAxis,
  type ParamImportance,
  paramImportance,
  type Slice,
  type StudyPlots,
  studyHistory,
  studyPlots,
} from "./analysis/study-plots.js";
export type {
  CategoricalDistribution,
  Condition,
  Distribution,
  FloatDistribution,
  IntDistribution,
  ParamValue,
} from "./distribution.js";
export { type Objective, type OptimizeOptions, optimize, type StopReason, type StudyProgress } from "./optimize.js";
export type { StudyRecord, StudyStore } from "./ports.js";
export type { PrunerOptions } from "./pruners/pruners.js";
export type { SamplerOptions } from "./samplers/samplers.js";
export type { Schedule } from "./schedule.js";
export type { SearchSpace, TrialParams } from "./search-space.js";
export { createStudy, type Study } from "./study.js";
export type { StudyDefinition, StudyOptions } from "./study-definition.js";
export type { StudyDirection, Trial, TrialOutcome, TrialRecord, TrialReport, TrialState } from "./trial.js";
