import { incompleteBeta } from "../special/incomplete-beta.js";

/**
 * Probability that Student's t is above `x`, digits kept in the upper tail.
 * @param x any number
 * @param degreesOfFreedom above 0
 */
export function studentSurvival(x: number, degreesOfFreedom: number): number {
  const squares = x * x;
  const whole = degreesOfFreedom + squares;
  const tail = 0.5 * incompleteBeta(degreesOfFreedom / whole, { a: degreesOfFreedom / 2, b: 0.5 }, squares / whole);
  return x >= 0 ? tail : 1 - tail;
}

/**
 * Distribution function of Student's t.
 * @param x any number
 * @param degreesOfFreedom above 0
 * @returns in [0, 1]
 */
export function studentCdf(x: number, degreesOfFreedom: number): number {
  return studentSurvival(-x, degreesOfFreedom);
}
