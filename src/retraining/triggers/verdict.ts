import type { VerdictKind } from "../decision-record.js";
import { type ClearingOptions, isCleared } from "../incidents/track-incidents.js";
import type { Incident, IncidentTrack } from "../incidents/incident.js";

/** A verdict with the incident it is about. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly incident: Incident | null;
  /** What was found, for a person. */
  readonly sentence: string;
}

/** A finding that has not gone quiet, with the incident it belongs to. */
interface LiveTrack {
  readonly incident: Incident;
  readonly track: IncidentTrack;
}

type Rule = (live: LiveTrack) => boolean;

const isDrift: Rule = ({ track }) => track.kind === "feature-drift" || track.kind === "prediction-drift";
const isTrustedLoss: Rule = ({ track }) =>
  track.kind === "performance" && track.basis === "estimated" && track.isTrusted && track.severity !== "info";

/** Verdicts of findings, the one that decides first: what makes evidence worthless comes before what rests on evidence. */
const verdictRules: readonly (readonly [VerdictKind, Rule])[] = [
  ["quality-fault", ({ incident, track }) => incident.family === "data" && track.severity !== "info"],
  ["label-outage", ({ track }) => track.kind === "label-outage"],
  ["label-bias", ({ track }) => track.kind === "label-bias"],
  ["concept-drift", ({ track }) => track.kind === "concept-drift" && track.severity !== "info"],
  [
    "realised-loss",
    ({ track }) => track.kind === "performance" && track.basis === "realised" && track.severity !== "info",
  ],
  ["estimated-loss", isTrustedLoss],
  ["early-outcomes", ({ track }) => track.kind === "early-outcomes"],
  ["feed-fault", ({ incident, track }) => incident.family === "data" && track.severity === "info"],
  ["covariate-drift", isDrift],
];

/** Loss that is estimated while inputs drift is the drift's loss. */
function refined(kind: VerdictKind, live: readonly LiveTrack[]): VerdictKind {
  return kind === "estimated-loss" && live.some(isDrift) ? "covariate-drift-with-loss" : kind;
}

function liveTracks(incidents: readonly Incident[], options: ClearingOptions): readonly LiveTrack[] {
  return incidents
    .filter(({ status }) => status === "open")
    .flatMap((incident) => incident.tracks.map((track) => ({ incident, track })))
    .filter(({ track }) => !isCleared(track, options))
    .toSorted((left, right) => right.track.lastRaised - left.track.lastRaised);
}

/** A sentence that others go on from. */
const clauseOf = (sentence: string): string => sentence.replace(/\.$/, "");

/**
 * What all open incidents together mean, the deciding verdict first; empty when there is nothing.
 * @param incidents after this round
 */
export function judgeIncidents(incidents: readonly Incident[], options: ClearingOptions): readonly Verdict[] {
  const live = liveTracks(incidents, options);
  return verdictRules.flatMap(([kind, rule]): readonly Verdict[] => {
    const found = live.find(rule);
    if (found === undefined) return [];
    return [{ kind: refined(kind, live), incident: found.incident, sentence: clauseOf(found.track.sentence) }];
  });
}
