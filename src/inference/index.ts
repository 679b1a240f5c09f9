export type { Scorer, ScorerFactory } from "./ports.js";
