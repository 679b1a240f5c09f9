import { digestOf } from "#kernel";
import type { Severity, Signal } from "../signal.js";
import { familyOfKind, type Incident, type IncidentTrack } from "./incident.js";

const ranks: Readonly<Record<Severity, number>> = { info: 0, warn: 1, act: 2 };

/** The graver of two. */
export function graver(left: Severity, right: Severity): Severity {
  return ranks[left] >= ranks[right] ? left : right;
}

/** Whether a signal is about the trouble of an incident: the same family, and culprits in common or not known on one side. */
export function isAbout({ family, culprits, modelVersion }: Incident, signal: Signal): boolean {
  if (familyOfKind[signal.kind] !== family) return false;
  if (family === "model" && modelVersion !== signal.modelVersion) return false;
  if (culprits.length === 0 || signal.culprits.length === 0) return true;
  return signal.culprits.some((culprit) => culprits.includes(culprit));
}

/** Whether an incident that is over was about the trouble of another: the same family, and culprits in common or the same name. */
export function isSameTrouble(over: Incident, other: Incident): boolean {
  if (over.family !== other.family) return false;
  if (over.family === "model" && over.modelVersion !== other.modelVersion) return false;
  return over.key === other.key || over.culprits.some((culprit) => other.culprits.includes(culprit));
}

function keyOf({ kind, culprits }: Signal): string {
  return `${kind}:${culprits.length === 0 ? "model" : culprits.join("+")}`;
}

const mostSignals = 100;

/** Names a signal: kind, culprits, window and revision. */
export function signalKey(signal: Signal): string {
  const { kind, culprits, windowStart, revision, modelVersion } = signal;
  return digestOf([kind, basisOf(signal), culprits, windowStart, revision, modelVersion]).slice(0, 12);
}

const basisOf = ({ kind, basis }: Signal): IncidentTrack["basis"] =>
  kind === "performance" ? (basis ?? "realised") : null;

function trackOf(signal: Signal): IncidentTrack {
  const { kind, severity, value, bound, sentence } = signal;
  const basis = basisOf(signal);
  const isTrusted = basis !== "estimated" || signal.isTrusted === true;
  return { kind, basis, isTrusted, severity, lastRaised: signal.windowStart, value, bound, sentence, quiet: [] };
}

/** Whether a track is about the same kind of finding as a signal. */
export function isTrackOf(track: IncidentTrack, signal: Signal): boolean {
  return track.kind === signal.kind && track.basis === basisOf(signal);
}

/** A new incident; its id comes from what it is about, so opening it again after a kill gives the same one. */
export function openIncident(signal: Signal, now: number): Incident {
  const key = keyOf(signal);
  const { modelVersion, windowStart } = signal;
  return {
    id: `inc_${digestOf([key, modelVersion, windowStart]).slice(0, 20)}`,
    key,
    family: familyOfKind[signal.kind],
    modelVersion,
    tracks: [trackOf(signal)],
    culprits: signal.culprits,
    severity: signal.severity,
    status: "open",
    firstWindow: windowStart,
    lastWindow: windowStart,
    openedAt: now,
    closedAt: null,
    sentence: signal.sentence,
    signals: [signalKey(signal)],
    raisedWindows: 1,
    closedBecause: null,
    closedBy: null,
  };
}

function joinedTracks(tracks: readonly IncidentTrack[], signal: Signal): readonly IncidentTrack[] {
  const present = tracks.find((track) => isTrackOf(track, signal));
  if (present === undefined) return [...tracks, trackOf(signal)];
  if (signal.windowStart < present.lastRaised) return tracks;
  const quiet = present.quiet.filter((start) => start > signal.windowStart);
  const severity = graver(present.severity, signal.severity);
  return tracks.map((track) => (track === present ? { ...trackOf(signal), severity, quiet } : track));
}

/** A person closed it, but this is graver, or of another kind, than what the person saw. */
function isWorse(incident: Incident, signal: Signal): boolean {
  const isNewKind = !incident.tracks.some((track) => isTrackOf(track, signal));
  return isNewKind || ranks[signal.severity] > ranks[incident.severity];
}

/**
 * An incident after one more raised signal about it; the same signal again changes nothing.
 * @param taken culprits of other open incidents of its family, which stay theirs
 */
export function joinSignal(incident: Incident, signal: Signal, taken: ReadonlySet<string>): Incident {
  const reopens = incident.status === "muted" && isWorse(incident, signal);
  const added = signal.culprits.filter((culprit) => !taken.has(culprit));
  return {
    ...incident,
    tracks: joinedTracks(incident.tracks, signal),
    culprits: [...new Set([...incident.culprits, ...added])].sort(),
    severity: graver(incident.severity, signal.severity),
    lastWindow: Math.max(incident.lastWindow, signal.windowStart),
    signals: [...incident.signals, signalKey(signal)].slice(-mostSignals),
    raisedWindows: incident.raisedWindows + (signal.windowStart > incident.lastWindow ? 1 : 0),
    ...(reopens ? { status: "open" as const, closedAt: null, closedBecause: null, closedBy: null } : {}),
  };
}
