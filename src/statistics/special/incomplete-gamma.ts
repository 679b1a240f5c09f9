import { logGamma, stirlingCorrection } from "./log-gamma.js";

const tiny = 1e-300;
const relativeError = 1e-16;

/** Both parts of the regularised incomplete gamma function; each keeps its digits when it is small. */
export interface GammaParts {
  /** P(a, x). */
  readonly lower: number;
  /** Q(a, x) = 1 − P(a, x). */
  readonly upper: number;
}

/** xᵃ·e⁻ˣ/Γ(a + 1); for large a by Stirling's formula, where the powers would cancel. */
function powerTerm(a: number, x: number): number {
  if (a < 10) return Math.exp(a * Math.log(x) - x - logGamma(a + 1));
  const excess = (x - a) / a;
  return Math.exp(a * (Math.log1p(excess) - excess) - stirlingCorrection(a)) / Math.sqrt(2 * Math.PI * a);
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let step = 1; term > total * relativeError; step += 1) {
    term *= x / (a + step);
    total += term;
  }
  return total * powerTerm(a, x);
}

/** Lentz's evaluation of the continued fraction of Γ(a, x). */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let step = 1; step < 1_000_000; step += 1) {
    const numerator = -step * (step - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < relativeError * 4) break;
  }
  return value * powerTerm(a, x) * a;
}

function nonZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/**
 * The regularised incomplete gamma function, lower and upper.
 * @param a above 0
 * @param x at least 0
 * @returns two numbers in [0, 1] that add to 1
 * @source DLMF 8.7.1 (series) and 8.9.2 (continued fraction); Lentz (1976)
 */
export function incompleteGamma(a: number, x: number): GammaParts {
  if (Number.isNaN(a + x)) return { lower: Number.NaN, upper: Number.NaN };
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  if (x < a + 1) {
    const lower = lowerSeries(a, x);
    return { lower, upper: 1 - lower };
  }
  const upper = upperFraction(a, x);
  return { lower: 1 - upper, upper };
}
