/**
 * The value below which a share of the sorted values lies, interpolated linearly between neighbours.
 * @param sorted ascending, not empty
 * @param share in [0, 1]
 * @source Hyndman and Fan (1996), type 7: the convention of numpy and R
 */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const part = place - below;
  return part >= 0.5 ? high - (high - low) * (1 - part) : low + (high - low) * part;
}

/**
 * Quantiles of values in any order, type 7 ({@link quantileOfSorted}).
 * @param values not empty, no NaN
 * @param shares each in [0, 1]
 * @returns one quantile per share
 */
export function quantiles(values: ArrayLike<number>, shares: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return shares.map((share) => quantileOfSorted(sorted, share));
}

/**
 * One quantile of values in any order, type 7 ({@link quantileOfSorted}).
 * @param values not empty, no NaN
 * @param share in [0, 1]
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), share);
}
