/**
 * Sum with the rounding errors carried along.
 * @param values any numbers
 * @source Neumaier (1974)
 */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

/**
 * Arithmetic mean; NaN of no values.
 * @param values any numbers
 */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/**
 * Variance in two passes.
 * @param values any numbers
 * @param freedomLost 1 (default) divides by n − 1, the sample variance; 0 divides by n
 * @returns at least 0; NaN when there are no more than `freedomLost` values
 */
export function variance(values: ArrayLike<number>, freedomLost = 1): number {
  if (values.length <= freedomLost) return Number.NaN;
  const centre = mean(values);
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) squares += (values[index]! - centre) ** 2;
  return squares / (values.length - freedomLost);
}

/**
 * Square root of {@link variance}.
 * @param values any numbers
 * @param freedomLost 1 (default) or 0
 */
export function standardDeviation(values: ArrayLike<number>, freedomLost = 1): number {
  return Math.sqrt(variance(values, freedomLost));
}

/**
 * Sample covariance of two equally long series (divided by n − 1).
 * @param left one number per pair
 * @param right one number per pair
 * @returns NaN for fewer than two values
 */
export function covariance(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const leftMean = mean(left);
  const rightMean = mean(right);
  let products = 0;
  for (let index = 0; index < left.length; index += 1) {
    products += (left[index]! - leftMean) * (right[index]! - rightMean);
  }
  return left.length < 2 ? Number.NaN : products / (left.length - 1);
}
