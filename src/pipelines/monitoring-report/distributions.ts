import { coarseCounts, type ColumnBinning, type ColumnCounts, type ReferenceColumn } from "#monitoring";
import type { ReportDistribution, ReportDriftWindow } from "#reporting";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { versionReference } from "../monitoring/version-reference.js";
import { oneVersionEach } from "./ports.js";

/** Most columns that are drawn, and most levels of one. */
const mostColumns = 6;
const mostLevels = 12;

const numberText = (value: number): string => String(Number(value.toPrecision(5)));

/** Names of the bins as they are counted by `coarseCounts`. */
function binLabels(binning: ColumnBinning): readonly string[] {
  if (binning.kind === "category") return [...binning.levels, "all others"];
  const { values, edges, coarse } = binning;
  if (values !== null && values.length === coarse.length + 1) return values.map(numberText);
  const inner = coarse.map((at) => edges[at]!);
  const last = inner.at(-1);
  if (last === undefined) return ["all values"];
  const middles = inner.slice(1).map((edge, at) => `${numberText(inner[at]!)} to ${numberText(edge)}`);
  return [`up to ${numberText(inner[0]!)}`, ...middles, `over ${numberText(last)}`];
}

type Bin = ReportDistribution["bins"][number];

/** Bins that hold next to nothing on both sides are told together. */
function folded(bins: readonly Bin[], kind: ColumnBinning["kind"]): readonly Bin[] {
  const filled = bins.filter(({ reference, current }) => reference + current > 0);
  if (kind === "numeric" || filled.length <= mostLevels) return filled;
  const weight = ({ reference, current }: Bin): number => Math.max(reference, current);
  const kept = new Set(filled.toSorted((left, right) => weight(right) - weight(left)).slice(0, mostLevels));
  const rest = filled.filter((bin) => !kept.has(bin));
  const sum = (pick: (bin: Bin) => number): number => rest.reduce((total, bin) => total + pick(bin), 0);
  const others = {
    label: `${rest.length} other levels`,
    reference: sum(({ reference }) => reference),
    current: sum(({ current }) => current),
  };
  return [...filled.filter((bin) => kept.has(bin)), others];
}

/** Numeric bins get exact counts of the coarse bins that psi is worked out on, categories one per level. */
export function distributionOf(
  reference: ReferenceColumn,
  current: ColumnCounts,
  window: ReportDistribution["window"],
): ReportDistribution {
  const { name, binning, counts } = reference;
  const share = (count: number, { rows }: ColumnCounts): number => (rows === 0 ? 0 : count / rows);
  const [then, now] = [coarseCounts(binning, counts.bins), coarseCounts(binning, current.bins)];
  const bins = binLabels(binning).map((label, at) => ({
    label,
    reference: share(then[at] ?? 0, counts),
    current: share(now[at] ?? 0, current),
  }));
  return {
    column: name,
    window,
    referenceRows: counts.rows,
    rows: current.rows,
    bins: folded(bins, binning.kind),
    missing: { reference: share(counts.nulls, counts), current: share(current.nulls, current) },
    unseen: share(current.unseen, current),
  };
}

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
