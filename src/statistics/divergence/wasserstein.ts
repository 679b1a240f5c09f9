import { sortedNumbers } from "../description/sort-numbers.js";

/** Values with their weights. */
export interface WeightedValues {
  /** Finite, in any order. */
  readonly values: ArrayLike<number>;
  /** At least 0, not all 0. */
  readonly weights: ArrayLike<number>;
}

function ordered({ values, weights }: WeightedValues): { value: Float64Array; weight: Float64Array } {
  const order = Uint32Array.from({ length: values.length }, (_, place) => place);
  order.sort((left, right) => values[left]! - values[right]!);
  let whole = 0;
  for (let place = 0; place < weights.length; place += 1) whole += weights[place]!;
  return {
    value: Float64Array.from(order, (place) => values[place]!),
    weight: Float64Array.from(order, (place) => weights[place]! / whole),
  };
}

/**
 * Wasserstein distance of order 1 between two weighted samples: the area between their distribution functions.
 * @returns at least 0, in the unit of the values
 * @source Vallender (1974)
 */
export function weightedWasserstein(first: WeightedValues, second: WeightedValues): number {
  const left = ordered(first);
  const right = ordered(second);
  let [i, j, below, belowRight, area] = [0, 0, 0, 0, 0];
  let place = Math.min(left.value[0]!, right.value[0]!);
  while (i < left.value.length || j < right.value.length) {
    const next = Math.min(left.value[i] ?? Number.POSITIVE_INFINITY, right.value[j] ?? Number.POSITIVE_INFINITY);
    area += Math.abs(below - belowRight) * (next - place);
    place = next;
    while (left.value[i] === next) below += left.weight[i++]!;
    while (right.value[j] === next) belowRight += right.weight[j++]!;
  }
  return area;
}

/**
 * Wasserstein distance of order 1 between two samples.
 * @param first not empty, finite
 * @param second not empty, finite
 */
export function wassersteinDistance(first: Float64Array, second: Float64Array): number {
  const left = sortedNumbers(first);
  const right = sortedNumbers(second);
  const [n, m] = [left.length, right.length];
  let [i, j, area] = [0, 0, 0];
  let place = Math.min(left[0]!, right[0]!);
  while (i < n || j < m) {
    const next = Math.min(i < n ? left[i]! : Number.POSITIVE_INFINITY, j < m ? right[j]! : Number.POSITIVE_INFINITY);
    area += Math.abs(i * m - j * n) * (next - place);
    place = next;
    while (i < n && left[i] === next) i += 1;
    while (j < m && right[j] === next) j += 1;
  }
  return area / (n * m);
}
