export type {
  ActionKind,
  DecisionRecord,
  EvaluationAudit,
  EvaluationOutcome,
  EvaluationResult,
  RuleReading,
  VerdictKind,
} from "./decision-record.js";
export { familyOfKind, type Incident, type IncidentFamily } from "./incident.js";
export { type RetrainingOptions, retrainingOptions } from "./options.js";
export type { DecisionQuery, DecisionStore, IncidentQuery, IncidentStore } from "./ports.js";
export {
  isRaised,
  type PerformanceBasis,
  type Severity,
  type Signal,
  type SignalKind,
  type WatchedWindow,
} from "./signal.js";
