export { type CampaignOptions, type WorldOptions, worldOptions } from "./options.js";
export type { TruthEvent } from "./outcomes/tell-outcomes.js";
export { assignTreatments, type Treatment } from "./outcomes/treatment.js";
export type { ConsistencyRule } from "./population/consistency.js";
export {
  fitPopulation,
  type Population,
  type PopulationOptions,
  type PopulationRows,
} from "./population/population.js";
export { checkScenario } from "./scenario/check-scenario.js";
export type { Scenario } from "./scenario/scenario.js";
export { calmScenario, scenarioSchema } from "./scenario/schema.js";
export { createWorld, type TrueProbability, type World, type WorldParts } from "./world.js";
export type { ActiveChange, Arrival, WorldDay } from "./world-day.js";
