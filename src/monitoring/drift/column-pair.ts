import type { BinnedPair } from "#statistics";
import { coarseCounts } from "../profile/binning.js";
import type { ColumnBinning, ColumnCounts } from "../profile/column-counts.js";
import { countedRows } from "../profile/merge-counts.js";

/** A column in two samples that were counted with the same bins. */
export interface ColumnPair {
  readonly binning: ColumnBinning;
  readonly reference: ColumnCounts;
  readonly current: ColumnCounts;
  /** Rows with a value on either side. */
  readonly n: number;
  readonly m: number;
  /** 1/n + 1/m: every distance is expected to be this large, times the number of bins less one, by chance. */
  readonly size: number;
  /** About ten bins; those that neither side fills are left out. */
  readonly coarse: BinnedPair;
  /** The coarse bins without levels that the reference never had, which are a matter of data quality. */
  readonly known: BinnedPair;
  /** Whether p-values may count lattice paths, which costs up to a few milliseconds. */
  readonly isExact: boolean;
}

/** Some of the bins. @param isKept told of the rows on either side */
function binsWhere(
  { reference, current }: BinnedPair,
  isKept: (before: number, after: number) => boolean,
): { readonly reference: number[]; readonly current: number[] } {
  const kept = { reference: [] as number[], current: [] as number[] };
  for (let bin = 0; bin < reference.length; bin += 1) {
    const [before, after] = [reference[bin]!, current[bin]!];
    if (!isKept(before, after)) continue;
    kept.reference.push(before);
    kept.current.push(after);
  }
  return kept;
}

function coarsePair(binning: ColumnBinning, reference: ColumnCounts, current: ColumnCounts): BinnedPair {
  if (binning.kind === "numeric" && binning.values?.length === 1) {
    return {
      reference: [countedRows(reference) - reference.unseen, reference.unseen],
      current: [countedRows(current) - current.unseen, current.unseen],
    };
  }
  return { reference: coarseCounts(binning, reference.bins), current: coarseCounts(binning, current.bins) };
}

/** Puts two samples of a column side by side. @param isExact default true */
export function columnPair(
  binning: ColumnBinning,
  reference: ColumnCounts,
  current: ColumnCounts,
  isExact = true,
): ColumnPair {
  const n = countedRows(reference);
  const m = countedRows(current);
  const coarse = binsWhere(coarsePair(binning, reference, current), (before, after) => before + after > 0);
  const known = binning.kind === "category" ? binsWhere(coarse, (before) => before > 0) : coarse;
  return { binning, reference, current, n, m, size: 1 / n + 1 / m, coarse, known, isExact };
}
