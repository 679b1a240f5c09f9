import { countedRows, deviationOf, meanOf, mergeCounts, scoreColumn } from "#monitoring";
import type { ReportDriftWindow, ReportScoreShift } from "#reporting";
import { normalHalfWidth } from "#statistics";
import { versionReference } from "../monitoring/version-reference.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { oneVersionEach, pooledStart } from "./ports.js";

/**
 * How far the mean score of the newest windows that have enough rows together is from the reference's, with its interval.
 * @returns null without such a window
 */
export async function reportScoreShift(
  drift: readonly ReportDriftWindow[],
  confidence: number,
  { settings, ports }: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<ReportScoreShift | null> {
  const newest = drift.findLast(({ rows }) => rows > 0);
  if (newest === undefined) return null;
  const { end, modelVersion, referenceId } = newest;
  const start = pooledStart(drift, newest);
  const reference = await versionReference(modelVersion, settings, ports);
  const then = reference?.columns.find(({ name }) => name === scoreColumn);
  const profiles = ports.windows.profiles({ modelVersion, from: start, until: newest.start + 1 });
  const whole = profiles.filter((profile) => profile.slice === null && profile.referenceId === referenceId);
  const counts = oneVersionEach(whole, ({ rowCount }) => rowCount).flatMap(({ columns }) => columns[scoreColumn] ?? []);
  if (then === undefined || counts.length === 0) return null;
  const now = counts.slice(1).reduce(mergeCounts, counts[0]!);
  const varianceOf = (counts: typeof now): number => deviationOf(then.binning, counts) ** 2 / countedRows(counts);
  const value = meanOf(then.binning, now) - meanOf(then.binning, then.counts);
  const half = normalHalfWidth(confidence) * Math.sqrt(varianceOf(now) + varianceOf(then.counts));
  if (!Number.isFinite(value) || !Number.isFinite(half)) return null;
  return { start, end, value, interval: [value - half, value + half], rows: countedRows(now) };
}
