export type {
  ActionKind,
  DecisionRecord,
  EvaluationAudit,
  TriggerRecall,
  EvaluationOutcome,
  EvaluationResult,
  RuleReading,
  VerdictKind,
} from "./decision-record.js";
export { type Incident, type IncidentFamily, incidentSubject, type IncidentTrack } from "./incidents/incident.js";
export { earlierIncidents, recurrenceSentence, recurrenceTitle } from "./incidents/recurrence.js";
export {
  actorText,
  auditAnswer,
  decisionTitle,
  judgeIncident,
  outcomeTitles,
  type StoryEntry,
  type StoryKind,
  tellIncident,
} from "./incidents/story.js";
export { closeByPerson } from "./incidents/track-incidents.js";
export { type RetrainingOptions, retrainingOptions } from "./options.js";
export type { DecisionQuery, DecisionStore, IncidentQuery, IncidentStore } from "./ports.js";
export { guardData, type GuardFacts, type GuardReport, type NullRate } from "./guards/data-guards.js";
export { forwardFolds, type ForwardFold } from "./recipes/forward-folds.js";
export { type CarryOut, type RaceInput, type RaceResult, raceRecipes, type RecipeScore } from "./recipes/race.js";
export { ageWeights, type Recipe, type RecipeKind, recipesFor, residualShape } from "./recipes/recipe.js";
export {
  type PerformanceBasis,
  type Severity,
  type Signal,
  type SignalKind,
  type WatchedWindow,
} from "./signal.js";
export { cooldownLength } from "./triggers/cooldown.js";
export { evaluateTriggers, evaluationId, type TriggerEvaluation } from "./triggers/evaluate-triggers.js";
export type { LabelSupply, TriggerState } from "./triggers/trigger-state.js";
