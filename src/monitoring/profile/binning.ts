import { type OrderedNumbers, orderedNumbers, quantileOfOrdered, quantilePlaces } from "#statistics";
import type { ColumnValues } from "#tabular";
import type { ColumnBinning } from "./column-counts.js";
import { scaleFor } from "./exact-sum.js";

const mostValues = 20;
const mostLevels = 256;
const tailShares = [0.001, 0.999] as const;

/** Binning of a numeric column. */
export type NumericBinning = Extract<ColumnBinning, { kind: "numeric" }>;

/** Binning of a column of levels. */
export type CategoryBinning = Extract<ColumnBinning, { kind: "category" }>;

/** All values that there are, ascending; null when there are more than `most`. */
function distinctValues(values: Float64Array, most: number): readonly number[] | null {
  const seen = new Set<number>();
  let last = Number.NaN;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    if (value === last) continue;
    last = value;
    seen.add(value);
    if (seen.size > most) return null;
  }
  return [...seen].sort((left, right) => left - right);
}

/** Finite values in the order in which they are. */
function finiteOf(values: ArrayLike<number>): Float64Array {
  const finite = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    finite[count] = value;
    count += value - value === 0 ? 1 : 0;
  }
  return finite.subarray(0, count);
}

/** Edges without those that no value of the reference lies below since the edge before. */
function filledEdges(ordered: OrderedNumbers, wanted: readonly number[]): number[] {
  const edges: number[] = [];
  let row = 0;
  for (const edge of wanted) {
    const from = row;
    row = Math.max(row, ordered.rowsUpTo(edge));
    if (row > from && row < ordered.length && edges.at(-1) !== edge) edges.push(edge);
    else if (row > from && row === ordered.length) break;
  }
  return edges;
}

function quantileEdges(ordered: OrderedNumbers, shares: readonly number[]): number[] {
  return filledEdges(
    ordered,
    shares.map((share) => quantileOfOrdered(ordered, share) + 0),
  );
}

const percents = Array.from({ length: 99 }, (_, place) => (place + 1) / 100);
const fineShares: readonly number[] = [tailShares[0], ...percents, tailShares[1]];
const deciles = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** A contract's range; null is open. */
export type ValueRange = readonly [number | null, number | null];

function limitsOf(low: number, high: number, range: ValueRange): readonly [number, number] {
  const span = Math.max(high - low, Math.abs(high), Math.abs(low)) || 1;
  return [range[0] ?? Math.max(low - span, -Number.MAX_VALUE), range[1] ?? Math.min(high + span, Number.MAX_VALUE)];
}

type Scales = Pick<NumericBinning, "limits" | "sumScale" | "squareScale">;

function scalesOf(low: number, high: number, range: ValueRange): Scales {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return { limits: limitsOf(low, high, range), sumScale: scaleFor(largest, 30), squareScale: scaleFor(largest, 16) };
}

function binningByValue(values: readonly number[], range: ValueRange): NumericBinning {
  const edges = values.slice(0, -1);
  const coarse = edges.map((_, place) => place);
  return { kind: "numeric", edges, coarse, values, ...scalesOf(values[0] ?? 0, values.at(-1) ?? 0, range) };
}

/**
 * Bins of a numeric column: one per value when there are at most 20, else reference quantiles (type 7) at every percent and at
 * 0.1 % and 99.9 %, of which the deciles are the coarse bins. Empty bins are joined with their neighbours.
 * @param values of the reference; missing and infinite ones are left out
 * @param range of the contract, default open
 */
export function numericBinning(values: ArrayLike<number>, range: ValueRange = [null, null]): NumericBinning {
  const finite = finiteOf(values);
  const few = distinctValues(finite, mostValues);
  if (few !== null) return binningByValue(few, range);
  const places = [...fineShares, ...deciles].flatMap((share) => quantilePlaces(finite.length, share));
  const ordered = orderedNumbers(finite, places);
  const edges = quantileEdges(ordered, fineShares);
  const coarse = quantileEdges(ordered, deciles)
    .map((edge) => edges.indexOf(edge))
    .filter((place) => place >= 0);
  const scales = scalesOf(ordered.at(0), ordered.at(finite.length - 1), range);
  return { kind: "numeric", edges, coarse, values: null, ...scales };
}

/** Levels that were counted, the most frequent first, ties in text order, at most 256. */
export function levelBinning(counts: Iterable<readonly [string, number]>): CategoryBinning {
  const levels = [...counts]
    .sort(([left, many], [right, most]) => most - many || (left < right ? -1 : 1))
    .slice(0, mostLevels)
    .map(([level]) => level);
  return { kind: "category", levels };
}

/** Levels of a column, as {@link levelBinning}. */
export function categoryBinning(values: readonly (string | null)[]): CategoryBinning {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return levelBinning(counts);
}

/** Bins for the values of a reference column: numbers by quantiles, text by levels. */
export function binningOf(values: ColumnValues, range?: ValueRange): ColumnBinning {
  return values instanceof Float64Array ? numericBinning(values, range) : categoryBinning(values);
}

/** Number of bins. */
export function binCount(binning: ColumnBinning): number {
  return binning.kind === "numeric" ? binning.edges.length + 1 : binning.levels.length + 1;
}

/** Counts of the fine bins joined to the coarse ones; a category's levels are coarse already. */
export function coarseCounts(binning: ColumnBinning, bins: readonly number[]): number[] {
  if (binning.kind === "category") return [...bins];
  const joined: number[] = [];
  let from = 0;
  for (const place of [...binning.coarse, bins.length - 1]) {
    let rows = 0;
    for (; from <= place; from += 1) rows += bins[from]!;
    joined.push(rows);
  }
  return joined;
}
