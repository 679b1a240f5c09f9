import { formatCount } from "#kernel";
import type { AlertKind, Fact, Message } from "#notifications";
import {
  type DecisionRecord,
  earlierIncidents,
  type Incident,
  type IncidentTrack,
  recurrenceTitle,
  type TriggerEvaluation,
} from "#retraining";
import { alertAccount } from "./alert-account.js";

const listed = (names: readonly string[]): string => (names.length === 0 ? "" : `: ${names.join(", ")}`);

const titles: Readonly<Record<IncidentTrack["kind"], (culprits: readonly string[]) => string>> = {
  "feature-drift": (culprits) => `Inputs drifted${listed(culprits)}`,
  "prediction-drift": () => "Scores drifted",
  "null-rate": (culprits) => `More values are missing${listed(culprits)}`,
  performance: () => "Quality fell",
  schema: (culprits) => `Data do not keep the contract${listed(culprits)}`,
  age: () => "The model is old",
  "concept-drift": () => "Inputs no longer mean what they meant",
  "quality-fault": (culprits) => `Data are faulty${listed(culprits)}`,
  "label-outage": () => "Outcomes do not come in",
  "label-bias": () => "Outcomes come in for some scores more than for others",
  "early-outcomes": () => "First outcomes are not as many as expected",
};

/** An incident in a few words. */
export function incidentTitle({ tracks, culprits }: Pick<Incident, "tracks" | "culprits">): string {
  const newest = tracks.at(-1)!;
  return titles[newest.kind](culprits);
}

const rounded = (value: number): string =>
  Math.abs(value) < 1000 ? String(Number(value.toPrecision(3))) : formatCount(value);

const spoken = (kind: string): string => kind.replaceAll("-", " ");

function factsOf({ modelVersion, culprits, tracks }: Incident): readonly Fact[] {
  return [
    { label: "model version", value: String(modelVersion) },
    ...(culprits.length === 0 ? [] : [{ label: "features", value: culprits.join(", ") }]),
    ...tracks.map(({ kind, basis, value, bound }) => ({
      label: basis === "estimated" ? `${spoken(kind)}, estimated` : spoken(kind),
      value: `${rounded(value)} (bound ${rounded(bound)})`,
    })),
  ];
}

/** Moments as they are stored; a later one by a millisecond keeps the end of one alert and the start of the next apart. */
const momentOf = (time: number, later = 0): string => new Date(time + later).toISOString();

function alertOf(incident: Incident, decision: DecisionRecord, before: readonly Incident[]): Message {
  const newest = incident.tracks.at(-1)!;
  const earlier = earlierIncidents(incident, before);
  const again = recurrenceTitle(earlier);
  return {
    kind: newest.kind satisfies AlertKind,
    key: incident.key,
    severity: incident.severity,
    title: [incidentTitle(incident), ...(again === null ? [] : [again])].join(", "),
    structure: "account",
    sentences: alertAccount(incident, decision, earlier),
    facts: factsOf(incident),
    occurredAt: momentOf(decision.at, 1),
    incidentId: incident.id,
  };
}

/** The message that an incident has ended. */
export function resolvedMessage(incident: Incident, at: number): Message {
  return {
    kind: "alert-resolved",
    key: incident.key,
    severity: "info",
    title: `Over: ${incidentTitle(incident)}`,
    sentences: [`Closed because ${incident.closedBecause ?? "it is over"}.`],
    facts: factsOf(incident),
    occurredAt: momentOf(at),
    incidentId: incident.id,
  };
}

function startedMessage(decision: DecisionRecord): Message {
  return {
    kind: "retrain-started",
    key: `retrain:${decision.id}`,
    severity: "info",
    title: decision.action === "recalibrate" ? "Recalibration is tried" : "Retraining is tried",
    sentences: decision.sentences,
    facts: decision.rules.map(({ rule, sentence }) => ({ label: rule, value: sentence })),
    occurredAt: momentOf(decision.at),
    ...(decision.incidentId === null ? {} : { incidentId: decision.incidentId }),
  };
}

/**
 * What people are told after an evaluation of the triggers: incidents that opened or got graver, those that ended, and a
 * retraining that starts.
 * @param before incidents as they were
 */
export function evaluationMessages(evaluation: TriggerEvaluation, before: readonly Incident[]): readonly Message[] {
  const { decision, changed, opened, closed } = evaluation;
  const known = new Map(before.map((incident) => [incident.id, incident]));
  const grew = changed.filter((incident) => {
    const old = known.get(incident.id);
    if (old === undefined || incident.status !== "open") return false;
    return old.status === "muted" || old.severity !== incident.severity || old.tracks.length !== incident.tracks.length;
  });
  const isOpen = ({ status }: Incident): boolean => status === "open";
  return [
    ...closed.map((incident) => resolvedMessage(incident, decision.at)),
    ...[...opened.filter(isOpen), ...grew].map((incident) => alertOf(incident, decision, before)),
    ...(decision.fired ? [startedMessage(decision)] : []),
  ];
}
