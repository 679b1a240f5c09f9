import type { OrderedNumbers } from "./ordered-numbers.js";

/**
 * The value below which a share of the sorted values lies, interpolated linearly between neighbours.
 * @param sorted ascending, not empty
 * @param share in [0, 1]
 * @source Hyndman and Fan (1996), type 7: the convention of numpy and R
 */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  return quantileOfOrdered({ length: sorted.length, at: (place) => sorted[place]! }, share);
}

/** Places of the two neighbours that a quantile lies between. */
export function quantilePlaces(length: number, share: number): readonly [number, number] {
  const below = Math.floor(share * (length - 1));
  return [below, Math.min(below + 1, length - 1)];
}

/** The same of numbers that are in order at least at {@link quantilePlaces}. */
export function quantileOfOrdered(numbers: Pick<OrderedNumbers, "length" | "at">, share: number): number {
  const [below, above] = quantilePlaces(numbers.length, share);
  const low = numbers.at(below);
  const high = numbers.at(above);
  const part = share * (numbers.length - 1) - below;
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
