import { distributionOf } from "#monitoring";
import type { ReportDistribution, ReportDriftWindow } from "#reporting";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { versionReference } from "../monitoring/version-reference.js";
import { oneVersionEach } from "./ports.js";

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
  const profiles = ports.windows.profiles({ modelVersion, from: start, until: start + 1 });
  const whole = profiles.filter(({ slice, referenceId }) => slice === null && referenceId === reference.id);
  const [profile] = oneVersionEach(whole, ({ rowCount }) => rowCount);
  if (profile === undefined) return [];
  return namesOf(newest, wanted ?? newest.culprits).flatMap((name) => {
    const column = reference.columns.find((candidate) => candidate.name === name);
    const counts = profile.columns[name];
    return column === undefined || counts === undefined
      ? []
      : [distributionOf(column, counts, { start: profile.windowStart, end: profile.windowEnd })];
  });
}

/** The wanted columns, and where there are fewer than two, those with the largest psi. */
function namesOf({ columns }: ReportDriftWindow, wanted: readonly string[]): readonly string[] {
  const psi = ({ scores }: ReportDriftWindow["columns"][number]): number =>
    scores.find(({ method }) => method === "psi")?.value ?? 0;
  const byPsi = columns.toSorted((left, right) => psi(right) - psi(left)).map(({ name }) => name);
  const most = Math.max(2, Math.min(mostColumns, wanted.length));
  return [...new Set([...wanted, ...byPsi])].slice(0, most);
}
