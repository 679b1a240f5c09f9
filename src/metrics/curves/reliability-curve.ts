import { type Interval, quantileOfSorted, wilsonInterval } from "#statistics";
import { requireScoredRows } from "../scored-rows.js";

/** Rows of similar probability. */
export interface ReliabilityBin {
  /** Lowest probability in the bin. */
  readonly low: number;
  /** Highest probability in the bin. */
  readonly high: number;
  readonly count: number;
  /** Mean probability, in [0, 1]. */
  readonly predicted: number;
  /** Share of positives, in [0, 1]. */
  readonly observed: number;
  /** Wilson interval of `observed`. */
  readonly interval: Interval;
}

/**
 * Mean probability against share of positives in bins of equally many rows.
 * Edges are type-7 quantiles and a bin holds its upper edge, so equal probabilities stay together and a bin can be
 * larger than another or, with few distinct values, missing.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @param options.binCount default 10
 * @param options.level of the intervals, default 0.95
 * @returns bins that hold rows, in ascending order
 */
export function reliabilityCurve(
  labels: Uint8Array,
  probabilities: Float64Array,
  options: { readonly binCount?: number; readonly level?: number } = {},
): ReliabilityBin[] {
  requireScoredRows(labels, probabilities);
  const { binCount = 10, level = 0.95 } = options;
  const sorted = Float64Array.from(probabilities).sort();
  const edges = reliabilityEdges(sorted, binCount);
  const sums = Array.from({ length: binCount }, () => ({ count: 0, positives: 0, probability: 0, low: 1, high: 0 }));
  for (let row = 0; row < labels.length; row += 1) {
    const probability = probabilities[row]!;
    const bin = sums[binOf(edges, probability)]!;
    bin.count += 1;
    bin.positives += labels[row]!;
    bin.probability += probability;
    bin.low = Math.min(bin.low, probability);
    bin.high = Math.max(bin.high, probability);
  }
  return sums
    .filter(({ count }) => count > 0)
    .map(({ count, positives, probability, low, high }) => ({
      low,
      high,
      count,
      predicted: probability / count,
      observed: positives / count,
      interval: wilsonInterval(positives, count, level),
    }));
}

/**
 * Edges between bins of equally many rows.
 * @param sorted probabilities in ascending order
 * @returns one fewer than there are bins
 */
export function reliabilityEdges(sorted: Float64Array, binCount: number): Float64Array {
  return Float64Array.from({ length: binCount - 1 }, (_, edge) => quantileOfSorted(sorted, (edge + 1) / binCount));
}

/** Number of edges below the value. */
function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
