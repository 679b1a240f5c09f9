import { psi } from "#statistics";
import { coarseCounts } from "../profile/binning.js";
import type { ColumnBinning, ColumnCounts } from "../profile/column-counts.js";
import type { ReferenceColumn, ReferenceProfile } from "../profile/reference-profile.js";
import type { WindowProfile } from "../profile/window-profile.js";

/** How far a window is from the first champion's reference, when another version with a reference of its own serves. */
export interface AnchorDrift {
  /** The first version that was champion. */
  readonly modelVersion: number;
  readonly referenceId: string;
  /** Features and score, the furthest first. */
  readonly columns: readonly AnchorColumn[];
}

/** One column against the first reference. */
export interface AnchorColumn {
  readonly column: string;
  /** In the first reference's coarse bins; a window's rows between two of its own edges are spread evenly. */
  readonly psi: number;
  /** Less what chance brings, at least 0. */
  readonly corrected: number;
  readonly nullExpectation: number;
  readonly convention: "psi/jeffreys/anchor-deciles/re-binned";
}

type Numeric = Extract<ColumnBinning, { kind: "numeric" }>;
type Category = Extract<ColumnBinning, { kind: "category" }>;

/** Place of the bin (edge, next edge] that a value is in. */
function placeIn(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Spreads rows evenly over (from, to] into the bins of `edges`. */
function spread(rows: number, [from, to]: readonly [number, number], edges: readonly number[], into: number[]): void {
  const [first, last] = [placeIn(edges, from), placeIn(edges, to)];
  if (first === last || !(to > from)) {
    into[last]! += rows;
    return;
  }
  for (let bin = first; bin <= last; bin += 1) {
    const low = Math.max(from, edges[bin - 1] ?? Number.NEGATIVE_INFINITY);
    const high = Math.min(to, edges[bin] ?? Number.POSITIVE_INFINITY);
    into[bin]! += (rows * Math.max(0, high - low)) / (to - from);
  }
}

function numericInto(counts: ColumnCounts, own: Numeric, anchor: Numeric): number[] {
  const into = Array.from({ length: anchor.edges.length + 1 }, () => 0);
  const { min, max } = counts;
  if (min === null || max === null) return into;
  for (const [bin, rows] of counts.bins.entries()) {
    if (rows === 0) continue;
    const to = Math.min(max, own.values?.[bin] ?? own.edges[bin] ?? max);
    const from = own.values === null ? Math.max(min, own.edges[bin - 1] ?? min) : to;
    spread(rows, [Math.min(from, to), to], anchor.edges, into);
  }
  return into;
}

function levelsInto(counts: ColumnCounts, own: Category, anchor: Category): number[] {
  const into = Array.from({ length: anchor.levels.length + 1 }, () => 0);
  for (const [bin, rows] of counts.bins.entries()) {
    const place = anchor.levels.indexOf(own.levels[bin] ?? "\u0000");
    into[place < 0 ? anchor.levels.length : place]! += rows;
  }
  return into;
}

function inAnchorBins(counts: ColumnCounts, own: ColumnBinning, anchor: ColumnBinning): readonly number[] | null {
  if (own.kind === "numeric" && anchor.kind === "numeric") return numericInto(counts, own, anchor);
  return own.kind === "category" && anchor.kind === "category" ? levelsInto(counts, own, anchor) : null;
}

const total = (counts: readonly number[]): number => counts.reduce((sum, rows) => sum + rows, 0);

function compareColumn(anchor: ReferenceColumn, own: ReferenceColumn, counts: ColumnCounts): AnchorColumn | null {
  const bins = inAnchorBins(counts, own.binning, anchor.binning);
  if (bins === null) return null;
  const before = coarseCounts(anchor.binning, anchor.counts.bins);
  const after = coarseCounts(anchor.binning, bins);
  const filled = before.map((rows, bin) => rows + after[bin]! > 0);
  const pair = { reference: before.filter((_, bin) => filled[bin]!), current: after.filter((_, bin) => filled[bin]!) };
  const [n, m] = [total(pair.reference), total(pair.current)];
  if (n === 0 || m === 0) return null;
  const value = psi(pair);
  const nullExpectation = (pair.reference.length - 1) * (1 / n + 1 / m);
  const corrected = Math.max(0, value - nullExpectation);
  return {
    column: own.name,
    psi: value,
    corrected,
    nullExpectation,
    convention: "psi/jeffreys/anchor-deciles/re-binned",
  };
}

/**
 * Compares a window with the reference of the first champion: a reference that is renewed with every promotion takes slow drift
 * in step by step, this one does not. It informs.
 * @param anchor the first champion's version and reference
 * @param reference by whose bins the window was counted
 */
export function anchorDrift(
  anchor: { readonly modelVersion: number; readonly reference: ReferenceProfile },
  reference: ReferenceProfile,
  window: WindowProfile,
): AnchorDrift {
  const first = new Map(anchor.reference.columns.map((column) => [column.name, column]));
  const columns = reference.columns
    .filter(({ role }) => role !== "class")
    .flatMap((own): readonly AnchorColumn[] => {
      const [before, counts] = [first.get(own.name), window.columns[own.name]];
      const compared = before === undefined || counts === undefined ? null : compareColumn(before, own, counts);
      return compared === null ? [] : [compared];
    })
    .sort((left, right) => right.corrected - left.corrected);
  return { modelVersion: anchor.modelVersion, referenceId: anchor.reference.id, columns };
}
