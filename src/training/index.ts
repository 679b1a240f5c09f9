export type { BoosterParams } from "./booster-params.js";
export {
  type CalibrationChoice,
  type CalibrationOption,
  type CalibratorTrial,
  chooseCalibrator,
  type OutOfFold,
} from "./choose-calibrator.js";
export { type CrossValidation, type CrossValidationOptions, crossValidate, type RaceRules } from "./cross-validate.js";
export { evaluateModel, type ModelEvaluation } from "./evaluation.js";
export { type ConstrainedInput, fixedParams, monotoneParams } from "./fixed-params.js";
export { type Fold, stratifiedFolds } from "./folds.js";
export {
  fitLogisticRegression,
  type LogisticOptions,
  logisticProbabilities,
  type LogisticRegression,
  type LogisticTerm,
} from "./logistic-regression.js";
export { type ThresholdOptions, type TrainingOptions, trainingOptions } from "./options.js";
export type {
  FitRequest,
  FittedBooster,
  FoldOutcome,
  FoldRequest,
  Trainer,
  TrainerSession,
  TrainingData,
} from "./ports.js";
export { type BoosterParamRange, type BoosterSearchSpace, searchSpaces } from "./search-space.js";
