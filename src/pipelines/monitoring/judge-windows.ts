import { conflict, type Instant } from "#kernel";
import {
  anchorDrift,
  type BudgetProof,
  checkQuality,
  type DriftVerdict,
  emptyWindow,
  firstJudgeState,
  type JudgeState,
  judgeWindow,
  windowLengthMs,
  type WindowProfile,
  type WindowQuality,
  type WindowUpdate,
} from "#monitoring";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { storeMetrics } from "./metric-tables.js";
import { type NewProfiles, profileNewRows, windowReader } from "./profile-windows.js";
import { isMultivariateDue, compareWholeRows } from "./multivariate-drift.js";
import { anchorOf } from "./first-reference.js";
import { refusedRows } from "./refused-rows.js";
import { taintedStarts, withReleases } from "./tainted-windows.js";
import { provenRules, type WatchedVersion, watchedVersion } from "./version-reference.js";

/** What looking at windows found. */
export interface WindowMonitoring {
  /** Epoch ms. */
  readonly asOf: number;
  /** Rows that were new in the inference log. */
  readonly newRows: number;
  /** Verdicts that are new or revised, oldest window first; of windows that have ended. */
  readonly drift: readonly DriftVerdict[];
  readonly quality: readonly WindowQuality[];
  /** Proof of the false-alarm budget of each version that was judged. */
  readonly proofs: Readonly<Record<string, BudgetProof>>;
}

interface Look {
  readonly asOf: number;
  readonly settings: PipelineSettings;
  readonly ports: PipelinePorts;
}

/** Windows before a judged one that its verdicts rest on. */
const recentWindows = 14;

interface Judged {
  readonly drift: readonly DriftVerdict[];
  readonly quality: readonly WindowQuality[];
  readonly detectors: WindowUpdate["detectors"];
  readonly proof: BudgetProof;
}

/** All windows of a version from a moment on, with the new ones in the place of those they revise. */
function wholeWindows(
  version: number,
  from: number,
  news: NewProfiles,
  { settings, ports }: Look,
): readonly WindowProfile[] {
  const added = news.profiles.filter(({ modelVersion, slice }) => modelVersion === version && slice === null);
  const reach = from - recentWindows * windowLengthMs(settings.monitoring.granularity);
  const known = ports.windows.profiles({ modelVersion: version, from: reach }).filter(({ slice }) => slice === null);
  const byStart = new Map([...known, ...added].map((profile) => [profile.windowStart, profile]));
  return [...byStart.values()].sort((left, right) => left.windowStart - right.windowStart);
}

function judgeStateBefore(version: number, start: number, { windows }: PipelinePorts): JudgeState {
  const stored = windows.detectorBefore(version, start);
  return stored === null ? firstJudgeState : (JSON.parse(stored.state) as JudgeState);
}

interface Series {
  readonly version: number;
  readonly watched: WatchedVersion;
  /** Ended windows, oldest first. */
  readonly windows: readonly WindowProfile[];
}

/** Faults of a window as they were stored; none without a window. */
function faultsOf(
  version: number,
  window: WindowProfile | undefined,
  { windows }: PipelinePorts,
): WindowQuality["faults"] {
  if (window === undefined) return [];
  const { windowStart } = window;
  return windows.quality({ modelVersion: version, from: windowStart, until: windowStart + 1 })[0]?.faults ?? [];
}

/** Judges the windows of a version from the place `first` on. */
async function judgeFrom({ version, watched, windows }: Series, first: number, look: Look): Promise<Judged> {
  const { asOf, settings, ports } = look;
  const start = windows[first]!.windowStart;
  const proof = await provenRules(version, watched, windows[first]!.rowCount, look);
  const context = { reference: watched.reference, rules: proof.rules, options: settings.monitoring };
  const quality = { reference: watched.reference, thresholds: settings.monitoring.thresholds, fields: null };
  const tainted = taintedStarts(version, windows[0]!.windowStart, ports);
  const found: { drift: DriftVerdict[]; quality: WindowQuality[]; detectors: WindowUpdate["detectors"][number][] } = {
    drift: [],
    quality: [],
    detectors: [],
  };
  let state = judgeStateBefore(version, start, ports);
  const anchor = await anchorOf(version, settings, ports);
  const refusals = await refusedRows(start, ports);
  let faultsBefore = faultsOf(version, windows[first - 1], ports);
  for (let place = first; place < windows.length; place += 1) {
    const window = windows[place]!;
    const recent = windows.slice(Math.max(0, place - recentWindows), place);
    const isNewest = place === windows.length - 1;
    const refused = refusals.within(window);
    const neighbours = { recent, faultsBefore, refused, asOf, isNewest };
    const checked = withReleases(checkQuality({ window, ...neighbours }, quality), ports);
    faultsBefore = checked.faults;
    if (checked.isQuarantined) tainted.add(window.windowStart);
    else tainted.delete(window.windowStart);
    const sound = recent.filter(({ windowStart }) => !tainted.has(windowStart));
    const judged = judgeWindow(window, sound, state, { ...context, isQuarantined: checked.isQuarantined });
    const isDue = !checked.isQuarantined && isMultivariateDue(window, judged.verdict.isAlarm, state);
    const multivariate = isDue ? await compareWholeRows(version, watched, window, look) : null;
    state = multivariate === null ? judged.state : { ...judged.state, multivariate };
    found.drift.push({
      ...judged.verdict,
      ...(multivariate === null ? {} : { multivariate }),
      ...(anchor === null ? {} : { anchor: anchorDrift(anchor, watched.reference, window) }),
    });
    found.quality.push(checked);
    found.detectors.push({ modelVersion: version, windowStart: window.windowStart, state: JSON.stringify(state) });
  }
  return { ...found, proof };
}

/** The newest window that has ended, of the version in service, when no row came for it: the feed may stand still. */
async function silentWindow({ version, watched, windows }: Series, look: Look): Promise<readonly WindowQuality[]> {
  const { asOf, settings, ports } = look;
  const last = windows.at(-1);
  if (last === undefined || ports.registry.aliases(settings.name).champion !== version) return [];
  const length = windowLengthMs(settings.monitoring.granularity);
  const start = last.windowStart + length * (Math.floor((asOf - last.windowStart) / length) - 1);
  if (start <= last.windowStart) return [];
  const window = emptyWindow(last, start);
  const known = ports.windows.quality({ modelVersion: version, from: start, until: start + 1 });
  if (known.length > 0) return [];
  const context = { reference: watched.reference, thresholds: settings.monitoring.thresholds, fields: null };
  const refused = (await refusedRows(start, ports)).within(window);
  return [checkQuality({ window, recent: windows.slice(-recentWindows), refused, asOf, isNewest: true }, context)];
}

/** Versions that have something to be judged: new rows, a window that has ended since, or the champion's silence. */
function versionsToJudge(news: NewProfiles, { settings, ports }: Look): readonly number[] {
  const champion = ports.registry.aliases(settings.name).champion;
  const touched = news.profiles.map(({ modelVersion }) => modelVersion);
  return [...new Set([...touched, ...(champion === undefined ? [] : [champion])])].sort((left, right) => left - right);
}

async function judgeVersion(version: number, news: NewProfiles, look: Look): Promise<Judged | null> {
  const { asOf, settings, ports } = look;
  const watched = await watchedVersion(version, settings, ports);
  if (watched === null) return null;
  const starts = news.profiles
    .filter(({ modelVersion }) => modelVersion === version)
    .map(({ windowStart }) => windowStart);
  const judgedThrough = ports.windows.detectorBefore(version, asOf)?.windowStart ?? 0;
  const from = Math.min(...starts, judgedThrough);
  const ended = wholeWindows(version, from, news, look).filter(({ windowEnd }) => windowEnd <= asOf);
  const verdicts = ports.windows.drift({ modelVersion: version, from });
  const judgedAt = new Map(verdicts.map(({ windowStart, revision }) => [windowStart, revision]));
  const first = ended.findIndex(
    ({ windowStart, revision }) => windowStart >= from && judgedAt.get(windowStart) !== revision,
  );
  const series: Series = { version, watched, windows: ended };
  const silent = await silentWindow(series, look);
  if (first >= 0) {
    const judged = await judgeFrom(series, first, look);
    return { ...judged, quality: [...judged.quality, ...silent] };
  }
  if (silent.length === 0) return null;
  const proof = await provenRules(version, watched, ended.at(-1)!.rowCount, look);
  return { drift: [], quality: silent, detectors: [], proof };
}

/**
 * Looks at what the inference log got since the last time: counts it into windows, and judges drift and data quality of every
 * window that has ended and is new or was revised, and of those after it. Killed and repeated, it leaves the same.
 * @param asOf the present moment
 * @throws Conflict `monitoring/other-monitor` when another process looked at the same time
 */
export async function monitorWindows(
  settings: PipelineSettings,
  ports: PipelinePorts,
  asOf: Instant | number,
): Promise<WindowMonitoring> {
  const moment = typeof asOf === "number" ? asOf : Date.parse(asOf);
  const look: Look = { asOf: moment, settings, ports };
  const news = await profileNewRows(settings, ports);
  const judged = new Map<number, Judged>();
  for (const version of versionsToJudge(news, look)) {
    const found = await judgeVersion(version, news, look);
    if (found !== null) judged.set(version, found);
  }
  const all = [...judged.values()];
  const update: WindowUpdate = {
    reader: windowReader,
    fromVersion: news.fromVersion,
    toVersion: news.toVersion,
    profiles: news.profiles,
    drift: all.flatMap(({ drift }) => drift),
    quality: all.flatMap(({ quality }) => quality),
    detectors: all.flatMap(({ detectors }) => detectors),
  };
  const isNews = update.profiles.length + update.drift.length + update.quality.length > 0;
  if (isNews) await storeMetrics(update, settings, ports);
  if ((isNews || news.toVersion !== news.fromVersion) && !ports.windows.append(update)) {
    throw conflict("monitoring/other-monitor", "another process looked at the same windows; run it again");
  }
  return {
    asOf: moment,
    newRows: news.rows,
    drift: update.drift,
    quality: update.quality,
    proofs: Object.fromEntries([...judged].map(([version, { proof }]) => [String(version), proof])),
  };
}
