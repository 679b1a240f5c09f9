import { erfc, scaledErfc } from "../special/error-function.js";

/**
 * Standard normal distribution function, with its digits kept in the lower tail.
 * @param x any number
 * @returns in [0, 1]
 */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2);
}

/**
 * 1 − {@link normalCdf}, with its digits kept in the upper tail.
 * @param x any number
 * @returns in [0, 1]
 */
export function normalSurvival(x: number): number {
  return 0.5 * erfc(x * Math.SQRT1_2);
}

/**
 * Natural log of {@link normalCdf}; finite where the probability itself underflows.
 * @param x any number
 * @returns at most 0
 */
export function normalLogCdf(x: number): number {
  if (x > -1) return Math.log1p(-normalSurvival(x));
  return Math.log(0.5 * scaledErfc(-x * Math.SQRT1_2)) - 0.5 * x * x;
}

const centreOver = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
] as const;
const centreUnder = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
] as const;
const middleOver = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
] as const;
const middleUnder = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
] as const;
const tailOver = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
] as const;
const tailUnder = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
  1.421511758316446e-7, 2.0442631033899397e-15,
] as const;

function ratio(over: readonly number[], under: readonly number[], x: number): number {
  let upper = 0;
  let lower = 0;
  for (let power = over.length - 1; power >= 0; power -= 1) {
    upper = upper * x + over[power]!;
    lower = lower * x + under[power]!;
  }
  return upper / lower;
}

/**
 * The value below which a standard normal lies with the given probability.
 * @param probability in [0, 1]
 * @returns −∞ at 0, ∞ at 1, NaN outside; to about 1e-16 relative
 * @source Wichura (1988), algorithm AS 241, PPND16
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return Number.NaN;
  const distance = probability - 0.5;
  if (Math.abs(distance) <= 0.425) return distance * ratio(centreOver, centreUnder, 0.180625 - distance * distance);
  const tail = distance < 0 ? probability : 1 - probability;
  if (tail === 0) return distance < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const depth = Math.sqrt(-Math.log(tail));
  const size = depth <= 5 ? ratio(middleOver, middleUnder, depth - 1.6) : ratio(tailOver, tailUnder, depth - 5);
  return distance < 0 ? -size : size;
}

/** z such that a standard normal lies within ±z with the given probability, 1.96 for 0.95. @param level in (0, 1) */
export function normalHalfWidth(level: number): number {
  return -normalQuantile((1 - level) / 2);
}
