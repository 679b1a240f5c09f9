import { logGamma } from "../special/log-gamma.js";

/**
 * Log of Γ(x + count) / Γ(x): what a cell of the Dirichlet-multinomial puts in. Small counts are multiplied out, which is faster
 * and keeps more digits.
 */
function logRising(x: number, count: number): number {
  if (count === 0) return 0;
  if (count > 24) return logGamma(x + count) - logGamma(x);
  let product = 1;
  let log = 0;
  for (let step = 0; step < count; step += 1) {
    product *= x + step;
    if (product > 1e280) {
      log += Math.log(product);
      product = 1;
    }
  }
  return log + Math.log(product);
}

/**
 * Log of the chance of an ordered sample with these counts under a Dirichlet-multinomial, so without the multinomial coefficient.
 * @param counts whole numbers, at least 0
 * @param weights of the Dirichlet, above 0, one per cell
 * @source Pólya (1930)
 */
export function dirichletMultinomialLog(counts: ArrayLike<number>, weights: ArrayLike<number>): number {
  let [rows, weight, log] = [0, 0, 0];
  for (let cell = 0; cell < counts.length; cell += 1) {
    rows += counts[cell]!;
    weight += weights[cell]!;
    log += logRising(weights[cell]!, counts[cell]!);
  }
  return log - logRising(weight, rows);
}
