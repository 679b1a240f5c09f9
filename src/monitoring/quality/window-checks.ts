import { formatCount, plural } from "#kernel";
import { incompleteBeta, normalSurvival } from "#statistics";
import type { WindowProfile } from "../profile/window-profile.js";
import type { QualityVerdict } from "./quality-verdict.js";

/** A window among its neighbours. */
export interface CheckedWindow {
  readonly window: WindowProfile;
  /** Windows before it, newest last. */
  readonly recent: readonly WindowProfile[];
  /** Faults of the window before it; none when left out. */
  readonly faultsBefore?: readonly QualityVerdict[];
  /** Now, epoch ms, and whether this is the newest window that has ended. */
  readonly asOf: number;
  readonly isNewest: boolean;
  /** Rows that came in its time and broke the contract, so that they were not scored; none when left out. */
  readonly refused?: number;
}

/** A check of a window as a whole, at the levels of the project. */
type WindowCheck = (
  checked: CheckedWindow,
  levels: { readonly invalidShare: number; readonly windowsPerYear: number },
) => Verdict;

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
  sentence: `${plural(rows, "row")}; too few windows to know the usual volume`,
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
    sentence: `${plural(rows, "row")}, usually ${usual}`,
  };
}

/** How often a year refused rows may be called a fault where no more of them come than is allowed. */
const falseFaultsPerYear = 0.1;

/** Chance of so many or more of some rows, each with the same chance of its own. */
const atLeast = (count: number, rows: number, chance: number): number =>
  count === 0 ? 1 : incompleteBeta(chance, { a: count, b: rows - count + 1 });

const refused: WindowCheck = ({ window, refused: rows = 0 }, { invalidShare, windowsPerYear }) => {
  const came = window.rowCount + rows;
  const share = came === 0 ? 0 : rows / came;
  const pValue = share > invalidShare ? atLeast(rows, came, invalidShare) : null;
  const isFault = pValue !== null && pValue <= falseFaultsPerYear / windowsPerYear;
  return {
    status: isFault ? "failed" : "passed",
    value: share,
    bound: invalidShare,
    pValue,
    sampleSize: came,
    quarantines: false,
    sentence: `${rows} of the ${plural(came, "row")} that came broke the contract and were not scored (${(100 * share).toFixed(1)} %); the quarantine table has them with the reasons`,
  };
};

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
    sentence: `${window.rows.duplicates} of ${formatCount(window.rowCount)} rows have a prediction id that another row has`,
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

const leastRepeatedRows = 30;
const leastFreedom = 20;

/** In how many ways the counts could have been others: bins that hold rows, less one a column. */
function freedomOf({ columns }: WindowProfile): number {
  return Object.values(columns).reduce(
    (sum, { bins }) => sum + Math.max(0, bins.filter((rows) => rows > 0).length - 1),
    0,
  );
}

/** Whether two windows hold the same in every column, exact sums included. */
function isSameContent(left: WindowProfile, right: WindowProfile): boolean {
  if (left.rowCount !== right.rowCount || left.referenceId !== right.referenceId) return false;
  return Object.entries(left.columns).every(([name, counts]) => {
    const other = right.columns[name];
    if (other === undefined || counts.sum !== other.sum || counts.squares !== other.squares) return false;
    return counts.nulls === other.nulls && counts.bins.every((rows, bin) => rows === other.bins[bin]);
  });
}

const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 16).replace("T", " ");

/** The rows of an earlier window once more: predictions are made, but nothing new arrives. */
function repeated({ window, recent }: CheckedWindow): Verdict {
  const isTelling = window.rowCount >= leastRepeatedRows && freedomOf(window) >= leastFreedom;
  const source = isTelling ? recent.find((before) => isSameContent(window, before)) : undefined;
  const isFault = source !== undefined;
  return {
    status: isFault ? "failed" : "passed",
    value: isFault ? 1 : 0,
    bound: 1,
    pValue: null,
    sampleSize: window.rowCount,
    quarantines: isFault,
    sentence: isFault
      ? `the ${formatCount(window.rowCount)} rows are those of the window from ${dayOf(source.windowStart)} UTC once more: the feed stands still`
      : `${plural(window.rowCount, "row")}, none of the windows before holds the same`,
  };
}

/** Checks of a window as a whole, by name. */
export const windowChecks: Readonly<
  Record<"refused" | "volume" | "freshness" | "repeated" | "duplicates" | "route-skew", WindowCheck>
> = { refused, volume, freshness, repeated, duplicates, "route-skew": routeSkew };
