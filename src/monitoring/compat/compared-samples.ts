import { type BinnedPair, kolmogorovExact, kolmogorovFinite } from "#statistics";
import type { CompatNumber } from "./compat-number.js";
import { histogram } from "./numpy-histogram.js";
import { mergedValues, type ValueCounts } from "./value-counts.js";

/** Rows per level, the levels of the reference first, then those it never had. */
export interface CategoryPair {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** Two samples of numbers. */
export interface NumericPair {
  readonly reference: ValueCounts;
  readonly current: ValueCounts;
}

/** What a tool's numbers are made with: its name and an id of its bins and conventions. */
export type Teller = (name: string, value: number | null, convention: string, pValue?: number) => CompatNumber;

/** Tells numbers of one tool. */
export const tellerOf =
  (tool: CompatNumber["tool"]): Teller =>
  (name, value, convention, pValue) => ({ tool, name, value, pValue: pValue ?? null, convention });

const isWhole = ({ values, hasMissing }: ValueCounts): boolean => !hasMissing && values.every(Number.isInteger);

/** Whether pandas would read both as whole numbers. */
export const bothWhole = ({ reference, current }: NumericPair): boolean => isWhole(reference) && isWhole(current);

/** Smallest and largest value. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** Of both samples together. */
export function joinedRange({ reference, current }: NumericPair): Range {
  return {
    first: Math.min(reference.values[0]!, current.values[0]!),
    last: Math.max(reference.values.at(-1)!, current.values.at(-1)!),
  };
}

/** Both samples in the same bins. */
export const pairOf = ({ reference, current }: NumericPair, edges: Float64Array): BinnedPair => ({
  reference: histogram(reference, edges),
  current: histogram(current, edges),
});

function countsAt(places: Float64Array, { values, counts }: ValueCounts): Float64Array {
  const byValue = new Map(Array.from(values, (value, place) => [value, counts[place]!]));
  return places.map((value) => byValue.get(value) ?? 0);
}

/** One bin per value. */
export function valuePair({ reference, current }: NumericPair): BinnedPair {
  const places = mergedValues(reference, current);
  return { reference: countsAt(places, reference), current: countsAt(places, current) };
}

/** SciPy's `ks_2samp`: paths are counted up to 10,000 rows on either side, else the law of one sample of n·m/(n + m). */
export function scipyKs(statistic: number, n: number, m: number): number {
  if (Math.max(n, m) <= 10_000) return kolmogorovExact(statistic, n, m);
  return kolmogorovFinite(statistic, Math.round((n * m) / (n + m)));
}
