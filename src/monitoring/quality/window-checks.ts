import { normalSurvival } from "#statistics";
import type { WindowProfile } from "../profile/window-profile.js";
import type { QualityVerdict } from "./quality-verdict.js";

/** A window among its neighbours. */
export interface CheckedWindow {
  readonly window: WindowProfile;
  /** Windows before it, newest last. */
  readonly recent: readonly WindowProfile[];
  /** Now, epoch ms, and whether this is the newest window that has ended. */
  readonly asOf: number;
  readonly isNewest: boolean;
}

type Verdict = Omit<QualityVerdict, "check" | "column">;

const usualWindows = 14;
const leastUsualWindows = 3;
const lowShare = 0.5;
const highShare = 3;
const largestDuplicateShare = 0.01;
const largestMismatchShare = 0.05;
const leastPairs = 5;

function usualVolume(recent: readonly WindowProfile[]): number | null {
  const rows = recent
    .slice(-usualWindows)
    .map(({ rowCount }) => rowCount)
    .filter((count) => count > 0)
    .sort((left, right) => left - right);
  return rows.length < leastUsualWindows ? null : rows[Math.floor(rows.length / 2)]!;
}

const unknownVolume = (rows: number): Verdict => ({
  status: "not-judged",
  value: rows,
  bound: 0,
  pValue: null,
  sampleSize: rows,
  quarantines: false,
  sentence: `${rows} rows; too few windows to know the usual volume`,
});

function volume({ window, recent }: CheckedWindow): Verdict {
  const usual = usualVolume(recent);
  const rows = window.rowCount;
  if (usual === null) return unknownVolume(rows);
  const share = rows / usual;
  const pValue = 2 * normalSurvival(Math.abs(rows - usual) / Math.sqrt(usual));
  const isOff = (share < lowShare || share > highShare) && pValue < 1e-3;
  return {
    status: isOff ? "failed" : "passed",
    value: rows,
    bound: share < 1 ? lowShare * usual : highShare * usual,
    pValue,
    sampleSize: rows,
    quarantines: false,
    sentence: `${rows} rows, usually ${usual}`,
  };
}

/** A newest window without any row after windows that had some: the feed stands still. */
function freshness({ window, recent, asOf, isNewest }: CheckedWindow): Verdict {
  const length = window.windowEnd - window.windowStart;
  const latest = window.rows.latestAt ?? recent.findLast(({ rows }) => rows.latestAt !== null)?.rows.latestAt ?? null;
  const age = latest === null ? 0 : asOf - latest;
  const isStale = isNewest && latest !== null && age > 2 * length;
  const since = latest === null ? "ever" : `since ${new Date(latest).toISOString()}`;
  return {
    status: latest === null ? "not-judged" : isStale ? "failed" : "passed",
    value: age,
    bound: 2 * length,
    pValue: null,
    sampleSize: window.rowCount,
    quarantines: false,
    sentence: `no prediction ${since}`,
  };
}

function duplicates({ window }: CheckedWindow): Verdict {
  const share = window.rowCount === 0 ? 0 : window.rows.duplicates / window.rowCount;
  const isFault = share > largestDuplicateShare && window.rows.duplicates >= 2;
  return {
    status: isFault ? "failed" : "passed",
    value: share,
    bound: largestDuplicateShare,
    pValue: null,
    sampleSize: window.rowCount,
    quarantines: isFault,
    sentence: `${window.rows.duplicates} of ${window.rowCount} rows have a prediction id that another row has`,
  };
}

function routeSkew({ window }: CheckedWindow): Verdict {
  const { routePairs, routeMismatches } = window.rows;
  const share = routePairs === 0 ? 0 : routeMismatches / routePairs;
  const isFault = routePairs >= leastPairs && share > largestMismatchShare;
  return {
    status: routePairs < leastPairs ? "not-judged" : isFault ? "failed" : "passed",
    value: share,
    bound: largestMismatchShare,
    pValue: null,
    sampleSize: routePairs,
    quarantines: isFault,
    sentence: `${routeMismatches} of ${routePairs} entities that were scored by two routes got different scores`,
  };
}

/** Checks of a window as a whole, by name. */
export const windowChecks: Readonly<
  Record<"volume" | "freshness" | "duplicates" | "route-skew", (checked: CheckedWindow) => Verdict>
> = { volume, freshness, duplicates, "route-skew": routeSkew };
