export type { BoosterParams } from "./booster-params.js";
export type {
  FitRequest,
  FittedBooster,
  FoldOutcome,
  FoldRequest,
  Trainer,
  TrainerSession,
  TrainingData,
} from "./ports.js";
