import { plural } from "#kernel";
import { fisherExactTest, twoProportionTest } from "#statistics";
import type { MonitoringOptions } from "../options.js";
import type { ColumnCounts } from "../profile/column-counts.js";
import { countedRows } from "../profile/merge-counts.js";
import type { ReferenceColumn } from "../profile/reference-profile.js";
import type { QualityVerdict } from "./quality-verdict.js";
import { isUnitChange, leastUnitFactor, scaleOf } from "./unit-check.js";

/** A column of a window beside its reference. */
export interface CheckedColumn {
  readonly column: ReferenceColumn;
  readonly counts: ColumnCounts;
  /** The column in the windows before, newest last. */
  readonly recent: readonly ColumnCounts[];
  /** Whether the column was in another unit in the window before. */
  readonly isUnitOff: boolean;
  /** How many columns are checked. */
  readonly columns: number;
  /** Windows of this length in a year. */
  readonly windowsPerYear: number;
  readonly thresholds: MonitoringOptions["thresholds"];
}

/** How often a year null rates may be called a fault where nothing is wrong: all windows and columns together. */
const falseFaultsPerYear = 0.1;
const leastRatio = 1.5;
const leastConstantRows = 30;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

type Verdict = Omit<QualityVerdict, "check" | "column">;

/** Whether two shares differ: z where every expected count is large, for its far tail is wrong for few rows; else Fisher's exact test. */
function shareTest(before: { successes: number; count: number }, after: { successes: number; count: number }): number {
  const pooled = (before.successes + after.successes) / (before.count + after.count);
  const least = Math.min(before.count, after.count) * Math.min(pooled, 1 - pooled);
  return least >= 100 ? twoProportionTest(before, after).pValue : fisherExactTest(before, after);
}

function nullRate({ column, counts, columns, windowsPerYear, thresholds }: CheckedColumn): Verdict {
  const before = { successes: column.counts.nulls, count: column.counts.rows };
  const after = { successes: counts.nulls, count: counts.rows };
  const share = after.successes / after.count;
  const earlier = before.successes / before.count;
  const rise = share - earlier;
  const isMaterial = rise >= thresholds.nullRate && share >= leastRatio * earlier;
  const pValue = isMaterial ? shareTest(before, after) : null;
  const isFault = pValue !== null && pValue <= falseFaultsPerYear / windowsPerYear / columns;
  return {
    status: isFault ? "failed" : "passed",
    value: rise,
    bound: thresholds.nullRate,
    pValue,
    sampleSize: counts.rows,
    quarantines: isFault,
    sentence: `${column.name} is missing in ${percent(share)} of rows, ${percent(earlier)} at training`,
  };
}

const knowsAllLevels = ({ binning, counts }: ReferenceColumn): boolean =>
  (binning.kind === "category" && counts.unseen === 0) || (binning.kind === "numeric" && binning.values?.length === 1);

function unseenLevels({ column, counts, thresholds }: CheckedColumn): Verdict {
  const rows = countedRows(counts);
  const share = rows === 0 ? 0 : counts.unseen / rows;
  const isFault = knowsAllLevels(column) && counts.unseen >= 2 && share > thresholds.invalidShare;
  const named = counts.unseenLevels
    .slice(0, 3)
    .map(([name, many]) => `"${name}" ${many} times`)
    .join(", ");
  const bound = 3 / Math.max(1, column.counts.rows);
  return {
    status: isFault ? "failed" : "passed",
    value: share,
    bound: thresholds.invalidShare,
    pValue: null,
    sampleSize: rows,
    quarantines: isFault,
    sentence: `${column.name} has values never seen at training in ${percent(share)} of rows${named === "" ? "" : ` (${named})`}; none among ${plural(column.counts.rows, "row")} then bounds their share below ${percent(bound)}`,
  };
}

function range({ column, counts, thresholds }: CheckedColumn): Verdict {
  const finite = countedRows(counts);
  const infinite = counts.positiveInfinite + counts.negativeInfinite;
  const rows = finite + infinite;
  const share = rows === 0 ? 0 : (counts.outOfRange + infinite) / rows;
  const isFault = share > thresholds.invalidShare && counts.outOfRange + infinite >= 2;
  const limits = column.binning.kind === "numeric" ? column.binning.limits : [0, 0];
  return {
    status: isFault ? "failed" : "passed",
    value: share,
    bound: thresholds.invalidShare,
    pValue: null,
    sampleSize: rows,
    quarantines: isFault,
    sentence: `${column.name} is outside ${limits[0]} to ${limits[1]} in ${percent(share)} of rows`,
  };
}

/** Chance that so many rows of the reference would all be in the one bin that the window fills. */
function constant({ column, counts }: CheckedColumn): Verdict {
  const rows = countedRows(counts);
  const before = countedRows(column.counts);
  const place = counts.bins.findIndex((count) => count === rows);
  const isConstant = rows >= leastConstantRows && place >= 0 && counts.min === counts.max;
  const chance = isConstant ? (column.counts.bins[place]! / before) ** rows : 1;
  const isFault = chance < 1e-6;
  return {
    status: isFault ? "failed" : "passed",
    value: isConstant ? 1 : 0,
    bound: 1,
    pValue: chance,
    sampleSize: rows,
    quarantines: isFault,
    sentence: `${column.name} has one and the same value in all ${plural(rows, "row")}; it varied at training`,
  };
}

/** A whole column at another scale from one window to the next: another unit or currency, not other customers. */
function unit({ column, counts, recent, isUnitOff }: CheckedColumn): Verdict {
  const scale = scaleOf(column, counts);
  const isFault = scale !== null && isUnitChange(column, scale, { recent, isStanding: isUnitOff });
  const factor = scale?.factor ?? 1;
  return {
    status: isFault ? "failed" : "passed",
    value: Math.max(factor, 1 / factor),
    bound: leastUnitFactor,
    pValue: null,
    sampleSize: countedRows(counts),
    quarantines: isFault,
    sentence: `${column.name} came at ${Number(factor.toPrecision(2))} times its scale at training from one window to the next, its shape kept: as if in another unit`,
  };
}

/** Checks of one column, by name. */
export const columnChecks: Readonly<
  Record<"null-rate" | "unseen-levels" | "range" | "constant" | "unit", (checked: CheckedColumn) => Verdict>
> = { "null-rate": nullRate, "unseen-levels": unseenLevels, range, constant, unit };
