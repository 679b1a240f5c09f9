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

function withoutEmpty({ reference, current }: BinnedPair): BinnedPair {
  const filled = Array.from(reference, (rows, bin) => rows + current[bin]! > 0);
  const keep = (counts: ArrayLike<number>): number[] => Array.from(counts).filter((_, bin) => filled[bin]!);
  return { reference: keep(reference), current: keep(current) };
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
  const coarse = withoutEmpty(coarsePair(binning, reference, current));
  const isCategory = binning.kind === "category";
  const seen = Array.from(coarse.reference, (rows) => !isCategory || rows > 0);
  const known = {
    reference: Array.from(coarse.reference).filter((_, bin) => seen[bin]!),
    current: Array.from(coarse.current).filter((_, bin) => seen[bin]!),
  };
  return { binning, reference, current, n, m, size: 1 / n + 1 / m, coarse, known, isExact };
}
