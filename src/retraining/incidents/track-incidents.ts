import { plural } from "#kernel";
import type { RetrainingOptions } from "../options.js";
import { isRaised, type Signal, type WatchedWindow } from "../signal.js";
import { familyOfKind, type Incident, type IncidentTrack } from "./incident.js";
import { isAbout, isTrackOf, joinSignal, openIncident, signalKey } from "./join-signal.js";

/** What monitoring found in one round. */
export interface Round {
  readonly signals: readonly Signal[];
  readonly windows: readonly WatchedWindow[];
  /** The version that serves; null when there is none. */
  readonly championVersion: number | null;
  /** Epoch ms. */
  readonly now: number;
}

/** How incidents end. */
export type ClearingOptions = Pick<RetrainingOptions, "clearBelow" | "clearWindows">;

const closedByPolicy = "policy:auto";

/** Whether a raised signal is about a time when an incident of its kind had already ended. */
function isOldNews(incidents: readonly Incident[], signal: Signal): boolean {
  return incidents.some(
    (incident) =>
      incident.status === "closed" &&
      isAbout(incident, signal) &&
      incident.tracks.some(
        (track) => isTrackOf(track, signal) && signal.windowStart <= (track.quiet.at(-1) ?? track.lastRaised),
      ),
  );
}

/** The incident a signal belongs to: one that shares culprits with it before one that does not know any, then the newest. */
function homeOf(incidents: readonly Incident[], signal: Signal): Incident | undefined {
  const candidates = incidents.filter((incident) => incident.status !== "closed" && isAbout(incident, signal));
  const shares = ({ culprits }: Incident): number => Number(culprits.some((one) => signal.culprits.includes(one)));
  const isOpen = ({ status }: Incident): number => Number(status === "open");
  return candidates.toSorted(
    (left, right) => shares(right) - shares(left) || isOpen(right) - isOpen(left) || right.lastWindow - left.lastWindow,
  )[0];
}

function culpritsOfOthers(incidents: readonly Incident[], home: Incident): ReadonlySet<string> {
  const others = incidents.filter(
    ({ id, family, status, modelVersion }) =>
      id !== home.id && family === home.family && status !== "closed" && modelVersion === home.modelVersion,
  );
  return new Set(others.flatMap(({ culprits }) => culprits));
}

function placeSignal(incidents: readonly Incident[], signal: Signal, now: number): readonly Incident[] {
  const key = signalKey(signal);
  const isKnown = incidents.some(({ signals }) => signals.includes(key));
  if (isKnown || signal.kind === "age" || isOldNews(incidents, signal)) return incidents;
  const home = homeOf(incidents, signal);
  if (home === undefined) return [...incidents, openIncident(signal, now)];
  const joined = joinSignal(home, signal, culpritsOfOthers(incidents, home));
  return incidents.map((incident) => (incident.id === home.id ? joined : incident));
}

/** Whether something near its bound was found in a window, of the kind of a track and about its incident. */
function isRestless(window: WatchedWindow, incident: Incident, track: IncidentTrack, limits: Limits): boolean {
  return limits.signals.some(
    (signal) =>
      signal.windowStart === window.start &&
      isTrackOf(track, signal) &&
      isAbout(incident, signal) &&
      signal.value >= limits.clearBelow * signal.bound,
  );
}

interface Limits {
  readonly signals: readonly Signal[];
  readonly clearBelow: number;
}

const mostQuiet = 12;

function judges({ start, kinds, bases }: WatchedWindow, track: IncidentTrack): boolean {
  if (start <= track.lastRaised || !kinds.includes(track.kind)) return false;
  return track.basis === null || bases === undefined || bases.includes(track.basis);
}

function quietened(incident: Incident, round: Round, { clearBelow, clearWindows }: ClearingOptions): Incident {
  const limits = { signals: round.signals, clearBelow };
  const tracks = incident.tracks.map((track): IncidentTrack => {
    const judged = round.windows.filter((window) => judges(window, track));
    const restless = new Set(
      judged.filter((window) => isRestless(window, incident, track, limits)).map(({ start }) => start),
    );
    const quiet = new Set(
      [...track.quiet, ...judged.map(({ start }) => start)].filter((start) => !restless.has(start)),
    );
    const kept = -Math.max(mostQuiet, clearWindows);
    return { ...track, quiet: [...quiet].sort((left, right) => left - right).slice(kept) };
  });
  return { ...incident, tracks };
}

/** Whether enough quiet windows followed the last raised one. */
export function isCleared({ quiet }: IncidentTrack, { clearWindows }: ClearingOptions): boolean {
  return quiet.length >= clearWindows;
}

function ended(incident: Incident, round: Round, options: ClearingOptions): Incident {
  const close = (closedBecause: string): Incident => {
    const by = incident.status === "muted" ? {} : { closedAt: round.now, closedBecause, closedBy: closedByPolicy };
    return { ...incident, ...by, status: "closed" };
  };
  if (
    incident.family === "model" &&
    round.championVersion !== null &&
    incident.modelVersion !== round.championVersion
  ) {
    return close(`version ${round.championVersion} serves now instead of version ${incident.modelVersion}`);
  }
  if (!incident.tracks.every((track) => isCleared(track, options))) return incident;
  return close(`nothing near its bound in ${plural(options.clearWindows, "window")} in a row`);
}

/** What is found about a version that no longer serves, or not yet, is nobody's trouble; faults of data always are. */
function isAboutService({ kind, modelVersion }: Signal, { championVersion }: Round): boolean {
  return familyOfKind[kind] !== "model" || championVersion === null || modelVersion === championVersion;
}

/**
 * Incidents after a round of monitoring: raised signals join the incident they are about or open one, quiet windows count, and
 * what stayed quiet long enough ends. The same round again changes nothing.
 * @param incidents open, muted and lately closed ones
 */
export function trackIncidents(
  incidents: readonly Incident[],
  round: Round,
  options: ClearingOptions,
): readonly Incident[] {
  const raised = round.signals
    .filter((signal) => isRaised(signal) && isAboutService(signal, round))
    .toSorted((left, right) => left.windowStart - right.windowStart || right.culprits.length - left.culprits.length);
  const placed = raised.reduce((present, signal) => placeSignal(present, signal, round.now), incidents);
  return placed.map((incident) =>
    incident.status === "closed" ? incident : ended(quietened(incident, round, options), round, options),
  );
}

/**
 * Closes an incident because a person says so. While its signals go on it is only muted: the same trouble does not open
 * another one.
 */
export function closeByPerson(
  incident: Incident,
  by: { readonly actor: string; readonly comment: string; readonly now: number },
): Incident {
  const isOver = incident.tracks.every(({ quiet }) => quiet.length > 0);
  return {
    ...incident,
    status: isOver ? "closed" : "muted",
    closedAt: by.now,
    closedBecause: by.comment,
    closedBy: by.actor,
  };
}
