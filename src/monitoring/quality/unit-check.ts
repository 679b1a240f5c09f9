import type { ColumnCounts } from "../profile/column-counts.js";
import { countedRows, deviationOf, meanOf } from "../profile/merge-counts.js";
import type { ReferenceColumn } from "../profile/reference-profile.js";

/** A column's values as a multiple of what they were at training. */
export interface Scale {
  /** Geometric mean of the ratios of means and of deviations. */
  readonly factor: number;
  /** Standard error of log(factor) by chance alone. */
  readonly error: number;
  /** Whether the values are the training's times the factor, as far as mean, deviation and extremes can tell. */
  readonly isShapeKept: boolean;
}

const leastRows = 30;
/** Means closer to zero than half a deviation say nothing about a factor. */
const leastMeanInDeviations = 0.5;
const deviationsApart = 3;
const slackOfSpan = 0.1;
/** Errors from 1 that a factor has to be: with twenty columns and a window a day less than one false fault in ten years. */
const errorsApart = 5;

/** Standard error of log(√(mean × deviation)) over √n, at most, for tails like an exponential's (kurtosis 9). */
const factorError = (mean: number, deviation: number): number => (deviation / Math.abs(mean) + Math.SQRT2) / 2;

/** Standard error of log(deviation ÷ mean) over √n, for tails like a normal's. */
const shapeError = (mean: number, deviation: number): number => Math.sqrt((deviation / mean) ** 2 + 0.5);

function isWithinSpan({ min, max }: ColumnCounts, before: ColumnCounts, factor: number): boolean {
  const [low, high] = [before.min!, before.max!];
  const slack = slackOfSpan * (high - low);
  return min! / factor >= low - slack && max! / factor <= high + slack;
}

/** How a window's column relates to its reference; null where it has no scale: text, few rows, no spread, a mean about zero. */
export function scaleOf({ binning, counts: before }: ReferenceColumn, counts: ColumnCounts): Scale | null {
  if (binning.kind !== "numeric") return null;
  const rows = countedRows(counts);
  if (rows < leastRows || countedRows(before) < leastRows) return null;
  const [mean, deviation] = [meanOf(binning, before), deviationOf(binning, before)];
  const [nowMean, nowDeviation] = [meanOf(binning, counts) / mean, deviationOf(binning, counts) / deviation];
  if (!(Math.abs(mean) >= leastMeanInDeviations * deviation) || !(nowMean > 0) || !(nowDeviation > 0)) return null;
  if (!Number.isFinite(nowDeviation)) return null;
  const factor = Math.sqrt(nowMean * nowDeviation);
  const perRow = Math.sqrt(1 / rows + 1 / countedRows(before));
  const tolerance = deviationsApart * shapeError(mean, deviation) * perRow;
  const isAlike = Math.abs(Math.log(nowDeviation / nowMean)) <= tolerance;
  const error = factorError(mean, deviation) * perRow;
  return { factor, error, isShapeKept: isAlike && isWithinSpan(counts, before, factor) };
}

/** From this factor on, up or down, values of the same shape are in another unit; prices and habits move less at once. */
export const leastUnitFactor = 2;
const calmFactor = 1.35;
const sameFactor = 1.25;

/** Errors that an earlier window may be from where its column was. */
const calmErrors = 3;

/** Whether a column's factor is about another, by a factor of `within` or by chance. */
const isNear = ({ factor, error }: Scale, other: number, within: number): boolean =>
  Math.abs(Math.log(factor / other)) <= Math.max(Math.log(within), calmErrors * error);

/** How much better, in units of chance, a slope has to tell the windows before than a jump: two standard errors. */
const slopeLead = 4;

/**
 * Squared residuals, in units of chance, of windows that went from the training's scale to another: evenly on a logarithmic
 * scale after window `from`, there from window `to` on.
 */
function slopeMisfit(before: readonly Scale[], target: number, from: number, to: number): number {
  return before.reduce((sum, { factor, error }, place) => {
    const share = Math.min(1, Math.max(0, (place - from) / (to - from)));
    const spread = Math.max(error, Math.log(calmFactor) / calmErrors);
    return sum + ((Math.log(factor) - share * Math.log(target)) / spread) ** 2;
  }, 0);
}

/**
 * Whether the windows before went to a window's scale little by little, told with confidence from a jump between two of them. In
 * small windows each alone may pass for one at either scale.
 */
function isSlope(before: readonly Scale[], target: number): boolean {
  let [jump, slope] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let from = -1; from < before.length; from += 1) {
    jump = Math.min(jump, slopeMisfit(before, target, from, from + 1));
    for (let to = from + 2; to <= before.length; to += 1) {
      slope = Math.min(slope, slopeMisfit(before, target, from, to));
    }
  }
  return jump - slope > slopeLead;
}

/** What came before a window, of one column. */
export interface UnitHistory {
  /** The column in the windows before. */
  readonly recent: readonly ColumnCounts[];
  /** Whether the window before was in another unit already. */
  readonly isStanding: boolean;
}

/**
 * Whether a column jumped to another scale from one window to the next, keeping its shape, or has stayed there since it did. A
 * column that went there by steps is drift: of the windows before, each must be at the training's scale or at the new one, one
 * at the training's, and all together must not tell of a slope.
 */
export function isUnitChange(column: ReferenceColumn, scale: Scale, { recent, isStanding }: UnitHistory): boolean {
  const { factor, error, isShapeKept } = scale;
  const least = Math.max(Math.log(leastUnitFactor), errorsApart * error);
  if (!isShapeKept || Math.abs(Math.log(factor)) <= least) return false;
  const before = recent.flatMap((counts) => scaleOf(column, counts) ?? []);
  if (isStanding || before.length === 0) return true;
  const isCalm = (earlier: Scale): boolean => isNear(earlier, 1, calmFactor);
  const isEitherWay = before.every((earlier) => isCalm(earlier) || isNear(earlier, factor, sameFactor));
  return before.some(isCalm) && isEitherWay && !isSlope(before, factor);
}
