import { distributionOf, mergeProfiles, scoreColumn } from "#monitoring";
import type { ReportDistribution, ReportDriftWindow } from "#reporting";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { versionReference } from "../monitoring/version-reference.js";
import { oneVersionEach, pooledStart } from "./ports.js";

/** Most columns that are drawn. */
const mostColumns = 6;

/**
 * The columns behind the newest alarm, or those that differ most, then and now.
 * @param wanted columns that come first; the culprits when left out
 */
export async function reportDistributions(
  drift: readonly ReportDriftWindow[],
  context: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
  wanted?: readonly string[],
): Promise<readonly ReportDistribution[]> {
  const { ports } = context;
  const newest = drift.findLast(({ isAlarm }) => isAlarm) ?? drift.findLast(({ rows }) => rows > 0);
  if (newest === undefined) return [];
  const reference = await versionReference(newest.modelVersion, context.settings, ports);
  if (reference === null) return [];
  const { start, modelVersion } = newest;
  const from = pooledStart(drift, newest);
  const profiles = ports.windows.profiles({ modelVersion, from, until: start + 1 });
  const whole = profiles.filter(({ slice, referenceId }) => slice === null && referenceId === reference.id);
  const [first, ...others] = oneVersionEach(whole, ({ rowCount }) => rowCount);
  if (first === undefined) return [];
  const profile = others.reduce(mergeProfiles, first);
  return namesOf(newest, wanted ?? newest.culprits).flatMap((name) => {
    const column = reference.columns.find((candidate) => candidate.name === name);
    const counts = profile.columns[name];
    return column === undefined || counts === undefined
      ? []
      : [distributionOf(column, counts, { start: profile.windowStart, end: profile.windowEnd })];
  });
}

/** The wanted columns and the score, and those with the largest psi where one more makes pairs of all figures. */
function namesOf({ columns, attribution }: ReportDriftWindow, wanted: readonly string[]): readonly string[] {
  const psi = ({ scores }: ReportDriftWindow["columns"][number]): number =>
    scores.find(({ method }) => method === "psi")?.value ?? 0;
  const byPsi = columns.toSorted((left, right) => psi(right) - psi(left)).map(({ name }) => name);
  const inputs = [...wanted.slice(0, mostColumns), ...byPsi].filter((name) => name !== scoreColumn);
  const count = Math.min(mostColumns, wanted.filter((name) => name !== scoreColumn).length);
  const figures = count + 1 + (attribution === null ? 0 : 1);
  return [...[...new Set(inputs)].slice(0, count + (figures % 2)), scoreColumn];
}
