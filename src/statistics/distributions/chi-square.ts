import { incompleteGamma } from "../special/incomplete-gamma.js";

/**
 * Probability that a χ² value is above `x`, digits kept in the upper tail.
 * @param x at least 0
 * @param degreesOfFreedom above 0
 */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  return incompleteGamma(degreesOfFreedom / 2, x / 2).upper;
}
