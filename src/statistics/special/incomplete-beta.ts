import { logBeta } from "./log-gamma.js";

const tiny = 1e-300;

function nonZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/** Coefficient `step` (from 1) of the continued fraction of the incomplete beta function. */
function coefficient(a: number, b: number, x: number, step: number): number {
  const m = Math.floor(step / 2);
  if (step % 2 === 0) return (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
  return (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
}

/** Lentz's evaluation; converges fast for x < (a + 1)/(a + b + 2). */
function fraction(a: number, b: number, x: number): number {
  let c = 1 / tiny;
  let d = 1;
  let value = 1;
  for (let step = 1; step < 100_000; step += 1) {
    const numerator = coefficient(a, b, x, step);
    d = 1 / nonZero(1 + numerator * d);
    c = nonZero(1 + numerator / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 4e-16) break;
  }
  return value;
}

/** Iₓ(a, b) from its own side, x given with its complement so that neither loses digits. */
function directBeta(a: number, b: number, x: number, complement: number): number {
  const logX = complement < 0.5 ? Math.log1p(-complement) : Math.log(x);
  const logComplement = x < 0.5 ? Math.log1p(-x) : Math.log(complement);
  const front = Math.exp(a * logX + b * logComplement - logBeta(a, b)) / a;
  return front * fraction(a, b, x);
}

/**
 * The regularised incomplete beta function Iₓ(a, b): the distribution function of Beta(a, b).
 * @param x in [0, 1]
 * @param parameters `a` and `b`, both above 0
 * @param complement 1 − x, to be given where subtracting would lose digits
 * @returns in [0, 1]
 * @source DLMF 8.17.22; Lentz (1976)
 */
export function incompleteBeta(
  x: number,
  parameters: { readonly a: number; readonly b: number },
  complement: number = 1 - x,
): number {
  const { a, b } = parameters;
  if (x <= 0) return 0;
  if (complement <= 0) return 1;
  if (x < (a + 1) / (a + b + 2)) return directBeta(a, b, x, complement);
  return 1 - directBeta(b, a, complement, x);
}
