import { formatCount } from "#kernel";
import { coarseCounts } from "../profile/binning.js";
import type { ColumnBinning, ColumnCounts } from "../profile/column-counts.js";
import type { ReferenceColumn } from "../profile/reference-profile.js";

/** Most levels of a column. */
const mostLevels = 12;

function numberText(value: number): string {
  const rounded = Number(value.toPrecision(4));
  return Math.abs(rounded) < 10_000 ? String(rounded) : formatCount(rounded);
}

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

interface Bin {
  readonly label: string;
  /** Shares of all rows, 0 to 1. */
  readonly reference: number;
  readonly current: number;
}

/** A column then and now, for the eye. */
export interface ColumnDistribution {
  readonly column: string;
  /** Epoch ms. */
  readonly window: { readonly start: number; readonly end: number };
  readonly referenceRows: number;
  readonly rows: number;
  /** Coarse bins, or levels, that either side fills. */
  readonly bins: readonly Bin[];
  /** Shares of rows without a value. */
  readonly missing: { readonly reference: number; readonly current: number };
  /** Share of rows with a value that the reference never had. */
  readonly unseen: number;
}

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
  window: ColumnDistribution["window"],
): ColumnDistribution {
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
