import type { Random } from "#kernel";
import { binomialSample } from "./binomial.js";

/**
 * How many of `trials` draws fall into each cell.
 * @param trials whole, at least 0
 * @param weights of the cells, at least 0, not all 0; they need not add to 1
 * @param random source of the draws
 * @returns one whole number per cell, adding to `trials`
 */
export function multinomialSample(trials: number, weights: ArrayLike<number>, random: Random): Float64Array {
  const counts = new Float64Array(weights.length);
  let trialsLeft = trials;
  let weightLeft = 0;
  let lastCell = -1;
  for (let cell = 0; cell < weights.length; cell += 1) {
    weightLeft += weights[cell]!;
    if (weights[cell]! > 0) lastCell = cell;
  }
  for (let cell = 0; cell < lastCell; cell += 1) {
    const weight = weights[cell]!;
    if (weight <= 0) continue;
    counts[cell] = binomialSample(trialsLeft, Math.min(1, weight / weightLeft), random);
    trialsLeft -= counts[cell]!;
    weightLeft -= weight;
  }
  counts[lastCell] = trialsLeft;
  return counts;
}
