import type { Instant } from "#kernel";
import {
  assessPerformance,
  keyText,
  type PerformanceEntry,
  type PerformanceFilter,
  type PerformanceKey,
  type PerformanceVerdict,
  type StoredWindow,
  windowEntry,
  windowLengthMs,
} from "#monitoring";
import { syncLedger } from "../ground-truth/sync-ledger.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { performanceReference } from "./performance-reference.js";
import { newestMultivariate } from "./multivariate-drift.js";
import { taintedStarts } from "./tainted-windows.js";

/** What looking at performance found. */
export interface PerformanceMeasurement {
  /** Epoch ms. */
  readonly asOf: number;
  readonly newPredictions: number;
  readonly changedLabels: number;
  /** Entries that were added to the timeline: new windows and new revisions. */
  readonly entries: readonly PerformanceEntry[];
  /** Judgements of each version that was in service within the horizon. */
  readonly verdicts: readonly PerformanceVerdict[];
}

/** Windows before the horizon that are still looked at: enough of them to have five hundred labelled rows of most projects. */
const matureWindows = 30;

interface Look {
  readonly asOf: number;
  readonly settings: PipelineSettings;
  readonly ports: PipelinePorts;
}

/** The windows of keys with their newest entries. */
interface KnownWindow extends StoredWindow {
  readonly before: PerformanceEntry | undefined;
}

function knownWindows(filter: PerformanceFilter, { performance }: PipelinePorts): readonly KnownWindow[] {
  const entries = new Map(performance.entries(filter).map((entry) => [keyText(entry), entry]));
  return performance.windows(filter).map((window) => ({ ...window, before: entries.get(keyText(window.key)) }));
}

async function entryOf({ key, sums, before }: KnownWindow, look: Look): Promise<PerformanceEntry | null> {
  const { asOf, settings, ports } = look;
  const reference = await performanceReference(key.modelVersion, settings, ports);
  if (reference === null) return null;
  return windowEntry(key, sums, before, {
    asOf,
    horizonMs: settings.labelHorizonMs,
    calibration: reference.calibration,
    terms: settings.business,
  });
}

/** Windows of slices are told once they are mature, with their whole window: they have no estimate of their own. */
async function sliceEntries(whole: readonly PerformanceEntry[], look: Look): Promise<readonly PerformanceEntry[]> {
  const entries: PerformanceEntry[] = [];
  for (const { state, modelVersion, windowStart } of whole) {
    if (state !== "mature") continue;
    const slices = knownWindows({ modelVersion, from: windowStart, until: windowStart + 1 }, look.ports);
    for (const slice of slices.filter(({ key }) => key.sliceKey !== "")) {
      const entry = await entryOf(slice, look);
      if (entry !== null) entries.push(entry);
    }
  }
  return entries;
}

/**
 * Revisions of all windows that are not what their newest entry says: because of new rows or labels, because time passed, or
 * because an earlier look was cut short.
 * @param from windows that start before are looked at only when something touched them
 */
async function newEntries(
  recent: readonly KnownWindow[],
  touched: readonly PerformanceKey[],
  from: number,
  look: Look,
): Promise<readonly PerformanceEntry[]> {
  const older = new Map(
    touched.filter((key) => key.windowStart < from && key.sliceKey === "").map((key) => [keyText(key), key]),
  );
  const late = [...older.values()].flatMap(({ modelVersion, windowStart }) =>
    knownWindows({ modelVersion, sliceKey: "", from: windowStart, until: windowStart + 1 }, look.ports),
  );
  const whole: PerformanceEntry[] = [];
  for (const window of [...late, ...recent]) {
    const entry = await entryOf(window, look);
    if (entry !== null) whole.push(entry);
  }
  const entries = [...whole, ...(await sliceEntries(whole, look))];
  look.ports.performance.saveEntries(entries);
  return entries;
}

/** Windows of a version without those in quarantine: what became of faulty rows says nothing about the model. */
function soundWindows(version: number, windows: readonly KnownWindow[], ports: PipelinePorts): readonly KnownWindow[] {
  const ofVersion = windows.filter(({ key }) => key.modelVersion === version);
  const from = ofVersion[0]?.key.windowStart;
  if (from === undefined) return [];
  const tainted = taintedStarts(version, from, ports);
  return tainted.size === 0 ? ofVersion : ofVersion.filter(({ key }) => !tainted.has(key.windowStart));
}

async function verdictsOf(
  windows: readonly KnownWindow[],
  added: readonly PerformanceEntry[],
  { asOf, settings, ports }: Look,
): Promise<readonly PerformanceVerdict[]> {
  const versions = [...new Set(windows.map(({ key }) => key.modelVersion))];
  const newest = new Map(added.map((entry) => [keyText(entry), entry]));
  const verdicts: PerformanceVerdict[] = [];
  for (const modelVersion of versions) {
    const reference = await performanceReference(modelVersion, settings, ports);
    if (reference === null) continue;
    const ofVersion = soundWindows(modelVersion, windows, ports);
    const entries = ofVersion.flatMap(({ key, before }) => newest.get(keyText(key)) ?? before ?? []);
    const multivariate = newestMultivariate(modelVersion, asOf, ports);
    const terms = settings.business;
    const context = { asOf, horizonMs: settings.labelHorizonMs, reference, terms, entries, multivariate };
    verdicts.push(...assessPerformance(ofVersion, context));
  }
  return verdicts;
}

/** Start of the windows that are judged at a moment. */
function firstJudged({ asOf, settings }: Look): number {
  return asOf - settings.labelHorizonMs - matureWindows * windowLengthMs(settings.monitoring.granularity);
}

/**
 * Judgements on what the newest look left, of the windows that start in a span; nothing is looked at anew.
 * @param span epoch ms; left out, what that look judged
 */
export async function storedVerdicts(
  settings: PipelineSettings,
  ports: PipelinePorts,
  span?: { readonly from: number; readonly until: number },
): Promise<readonly PerformanceVerdict[]> {
  const { asOf } = ports.performance.position();
  const look: Look = { asOf, settings, ports };
  const windows = knownWindows({ sliceKey: "", ...(span ?? { from: firstJudged(look) }) }, ports);
  return verdictsOf(windows, [], look);
}

/**
 * Looks at the performance of production: takes in what is new in the inference log and the ground truth, adds revisions of
 * the windows it touches and of those that became mature, and judges every version. Killed and repeated, it leaves the same.
 * @param asOf labels that became known later do not count; a moment before the last look counts as the last look
 */
export async function measurePerformance(
  settings: PipelineSettings,
  ports: PipelinePorts,
  asOf: Instant | number,
): Promise<PerformanceMeasurement> {
  const before = ports.performance.position().asOf;
  const moment = Math.max(before, typeof asOf === "number" ? asOf : Date.parse(asOf));
  const look: Look = { asOf: moment, settings, ports };
  const synced = await syncLedger(settings, ports, moment);
  const from = firstJudged(look);
  const windows = knownWindows({ sliceKey: "", from }, ports);
  const entries = await newEntries(windows, synced.touched, from, look);
  return {
    asOf: moment,
    newPredictions: synced.predictions,
    changedLabels: synced.changedLabels,
    entries,
    verdicts: await verdictsOf(windows, entries, look),
  };
}
