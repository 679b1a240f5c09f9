import { countedRows, meanOf } from "../profile/merge-counts.js";
import { contributionScale } from "../profile/profile-collector.js";
import { sumValue } from "../profile/exact-sum.js";
import type { ReferenceProfile } from "../profile/reference-profile.js";
import { classColumn, scoreColumn, type WindowProfile } from "../profile/window-profile.js";
import type { DriftImpact, DriftSeverity } from "./drift-verdict.js";
import type { MonitoringOptions } from "../options.js";

function meanShift(reference: ReferenceProfile, window: WindowProfile, name: string): number {
  const column = reference.columns.find((candidate) => candidate.name === name);
  const counts = window.columns[name];
  if (column === undefined || counts === undefined || countedRows(counts) === 0) return 0;
  return meanOf(column.binning, counts) - meanOf(column.binning, column.counts);
}

/**
 * What moved the mean margin, feature by feature: mean SHAP value of the window less that of the reference. The parts add up to
 * the shift of the mean margin, exactly but for the rounding of each value to 2^−30.
 * @source additivity of SHAP values, Lundberg and Lee (2017)
 */
export function driftAttribution(
  reference: ReferenceProfile,
  window: WindowProfile,
): Pick<DriftImpact, "attribution" | "marginShift"> {
  const before = reference.contributions;
  const after = window.contributions;
  if (before === null || after === null || window.rowCount === 0) return { attribution: null, marginShift: null };
  const mean = (sum: string, rows: number): number => sumValue(sum, contributionScale) / rows;
  const attribution = Object.entries(before)
    .map(([feature, sum]) => ({
      feature,
      shift: mean(after[feature] ?? "0", window.rowCount) - mean(sum, reference.rowCount),
    }))
    .sort((left, right) => Math.abs(right.shift) - Math.abs(left.shift));
  return { attribution, marginShift: attribution.reduce((sum, { shift }) => sum + shift, 0) };
}

/** What the drift of a window (or of several merged ones) does to the model's output. */
export function driftImpact(reference: ReferenceProfile, window: WindowProfile): DriftImpact {
  return {
    meanScoreShift: meanShift(reference, window, scoreColumn),
    decisionShift: meanShift(reference, window, classColumn),
    ...driftAttribution(reference, window),
  };
}

/** Sum of the sizes of margin shifts by feature that is a warning. */
const largestQuietShift = 0.15;

function isBeyond(shift: number, bound: number, deviation: number, rows: number): boolean {
  return Math.abs(shift) >= bound && Math.abs(shift) >= (2 * deviation) / Math.sqrt(Math.max(1, rows));
}

/**
 * How much an alarm matters. Drift of inputs alone informs; it is a warning when it moves the mean score, the decisions or the
 * margins. That it costs (`act`) is for measured or estimated performance to say.
 */
export function severityOf(
  isAlarm: boolean,
  impact: DriftImpact,
  rows: number,
  thresholds: MonitoringOptions["thresholds"],
): DriftSeverity {
  if (!isAlarm) return "none";
  const shifts = impact.attribution ?? [];
  const total = shifts.reduce((sum, { shift }) => sum + Math.abs(shift), 0);
  const isWarning =
    isBeyond(impact.meanScoreShift, thresholds.meanScore, 0.25, rows) ||
    isBeyond(impact.decisionShift, thresholds.decisions, 0.45, rows) ||
    (rows >= 100 && total >= largestQuietShift);
  return isWarning ? "warn" : "info";
}
