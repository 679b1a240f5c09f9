export type { Attempt, LocateStep } from "./locate/attempt.js";
export { describeLightgbm, ensureLightgbm, type LightgbmDescription } from "./locate/locate.js";
export type { LocateOptions } from "./locate/options.js";
export type { LightgbmOptions } from "./options.js";
export { createLightgbmScorerFactory } from "./scorer.js";
export { openSingleRowScorer, type SingleRowScorer } from "./single-row-scorer.js";
export { createLightgbmTrainer } from "./trainer.js";
