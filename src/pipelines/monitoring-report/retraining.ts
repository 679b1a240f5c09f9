import type { DecisionRecord, Incident } from "#retraining";
import type { ReportIncident, ReportPromotion, ReportTriggerDecision } from "#reporting";
import type { PipelineSettings } from "../settings.js";
import type { PipelinePorts } from "../ports.js";
import type { ReportSpan } from "./ports.js";

/** Most incidents and decisions that are told. */
const mostIncidents = 100;
/** Most decisions that are told. */
export const mostDecisions = 1000;

/** An incident with its findings. */
export function incidentOf({ tracks, key: _key, ...incident }: Incident): ReportIncident {
  return {
    ...incident,
    findings: tracks.map(({ kind, severity, lastRaised, value, bound, sentence }) => ({
      kind,
      severity,
      lastRaised,
      value,
      bound,
      sentence,
    })),
  };
}

/** A decision with what came of it. */
export function decisionOf(decision: DecisionRecord): ReportTriggerDecision {
  const { id, at, verdict, action, fired, incidentId, sentences, rules, result, audit } = decision;
  return { id, at, verdict, action, fired, incidentId, sentences, rules, result, audit };
}

/** Incidents that were open in the span, oldest first. */
export function reportIncidents({ incidents }: PipelinePorts, { from }: ReportSpan): readonly ReportIncident[] {
  return incidents
    .list({ limit: mostIncidents })
    .filter(({ closedAt }) => closedAt === null || closedAt >= from)
    .toReversed()
    .map(incidentOf);
}

/** Evaluations of the triggers in the span, oldest first. */
export function reportDecisions({ decisions }: PipelinePorts, span: ReportSpan): readonly ReportTriggerDecision[] {
  return decisions.list({ since: span.from, limit: mostDecisions }).toReversed().map(decisionOf);
}

/** Versions that became champion in the span, oldest first. */
export function reportPromotions(
  settings: PipelineSettings,
  { registry }: PipelinePorts,
  { from }: ReportSpan,
): readonly ReportPromotion[] {
  return registry
    .journal(settings.name)
    .flatMap(({ alias, at, to }) => (alias === "champion" && to !== null ? [{ at: Date.parse(at), version: to }] : []))
    .filter(({ at }) => at >= from)
    .toSorted((left, right) => left.at - right.at);
}
