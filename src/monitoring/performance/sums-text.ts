import { byPlace, emptySums, type PerformanceSums, totalNames } from "./sums.js";

/** Sums as text: equal sums, equal text. */
export function sumsText(sums: PerformanceSums): string {
  const { totals, firstAt, lastAt } = sums;
  return JSON.stringify({
    totals: totalNames.map((name) => totals[name]),
    bins: byPlace(sums.bins).map(([place, bin]) => [
      place,
      bin.rows,
      bin.probability,
      bin.eligible,
      bin.positives,
      bin.negatives,
    ]),
    ages: [byPlace(sums.positiveAges), byPlace(sums.negativeAges)],
    span: Number.isFinite(firstAt) ? [firstAt, lastAt] : null,
  });
}

interface StoredSums {
  readonly totals: readonly number[];
  readonly bins: readonly (readonly [number, number, number, number, number, number])[];
  readonly ages: readonly [readonly (readonly [number, number])[], readonly (readonly [number, number])[]];
  readonly span: readonly [number, number] | null;
}

/** The inverse of {@link sumsText}. */
export function sumsFromText(text: string): PerformanceSums {
  const stored = JSON.parse(text) as StoredSums;
  const sums = emptySums();
  for (const [index, name] of totalNames.entries()) sums.totals[name] = stored.totals[index]!;
  for (const [place, rows, probability, eligible, positives, negatives] of stored.bins) {
    sums.bins.set(place, { rows, probability, eligible, positives, negatives });
  }
  for (const [place, count] of stored.ages[0]) sums.positiveAges.set(place, count);
  for (const [place, count] of stored.ages[1]) sums.negativeAges.set(place, count);
  if (stored.span !== null) [sums.firstAt, sums.lastAt] = stored.span;
  return sums;
}
