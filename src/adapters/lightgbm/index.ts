export { describeLightgbm, ensureLightgbm, type LocatorOptions, type LocatorStep } from "./locate.js";
export { createLightgbmScorerFactory } from "./scorer.js";
export { createLightgbmTrainer, type LightgbmOptions } from "./trainer.js";
