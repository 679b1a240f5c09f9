import type { Random } from "#kernel";
import { stirlingCorrection } from "../special/log-gamma.js";

/**
 * Number of successes in `trials` independent tries.
 * @param trials whole, at least 0
 * @param probability of success, in [0, 1]
 * @param random source of the draws
 * @returns whole number from 0 to `trials`
 * @source inversion for small means; Hörmann (1993), transformed rejection, from a mean of 10 on
 */
export function binomialSample(trials: number, probability: number, random: Random): number {
  if (probability > 0.5) return trials - binomialSample(trials, 1 - probability, random);
  if (trials === 0 || probability <= 0) return 0;
  return trials * probability < 10
    ? byInversion(trials, probability, random)
    : byRejection(trials, probability, random);
}

function byInversion(trials: number, probability: number, random: Random): number {
  const odds = probability / (1 - probability);
  let chance = Math.exp(trials * Math.log1p(-probability));
  let left = random.uniform();
  let count = 0;
  while (left > chance && count < trials) {
    left -= chance;
    count += 1;
    chance *= (odds * (trials - count + 1)) / count;
  }
  return count;
}

function byRejection(trials: number, probability: number, random: Random): number {
  const spread = Math.sqrt(trials * probability * (1 - probability));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * probability;
  const centre = trials * probability + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  for (;;) {
    const height = random.uniform();
    const across = random.uniform() - 0.5;
    const room = 0.5 - Math.abs(across);
    const count = Math.floor(((2 * a) / room + b) * across + centre);
    if (room >= 0.07 && height <= squeeze) return count;
    if (count < 0 || count > trials) continue;
    const scaled = (height * (2.83 + 5.1 / b) * spread) / (a / (room * room) + b);
    if (Math.log(scaled) <= logChanceRatio(trials, probability, count)) return count;
  }
}

/** Log of the chance of `count` over the chance of the mode. */
function logChanceRatio(trials: number, probability: number, count: number): number {
  const mode = Math.floor((trials + 1) * probability);
  const logOdds = Math.log(probability) - Math.log1p(-probability);
  return (
    logFactorial(mode) +
    logFactorial(trials - mode) -
    logFactorial(count) -
    logFactorial(trials - count) +
    (count - mode) * logOdds
  );
}

const smallFactorials = [1, 1, 2, 6, 24, 120, 720, 5040, 40_320, 362_880] as const;

function logFactorial(count: number): number {
  if (count < smallFactorials.length) return Math.log(smallFactorials[count]!);
  return (count + 0.5) * Math.log(count) - count + 0.5 * Math.log(2 * Math.PI) + stirlingCorrection(count);
}
