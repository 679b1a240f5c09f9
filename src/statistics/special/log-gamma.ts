/** B₂ₖ / (2k(2k − 1)) for k = 1 … 8, the coefficients of Stirling's series. */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400] as const;

/**
 * What Stirling's formula leaves out of log Γ(x), for x ≥ 10, to 1e-17.
 * @param x any number
 */
export function stirlingCorrection(x: number): number {
  const inverseSquare = 1 / (x * x);
  let total = 0;
  for (let term = stirling.length - 1; term >= 0; term -= 1) total = total * inverseSquare + stirling[term]!;
  return total / x;
}

/**
 * Natural log of the gamma function.
 * @param x above 0
 * @source Stirling's series from x = 10 on, below it after the recurrence Γ(x + 1) = x·Γ(x); DLMF 5.11.1
 */
export function logGamma(x: number): number {
  let product = 1;
  let shifted = x;
  while (shifted < 10) {
    product *= shifted;
    shifted += 1;
  }
  const value = (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI);
  return value + stirlingCorrection(shifted) - Math.log(product);
}

/**
 * Natural log of the beta function B(a, b); for large parameters without the cancellation of three gamma functions.
 * @param a above 0
 * @param b above 0
 */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (large < 10) return logGamma(a) + logGamma(b) - logGamma(a + b);
  const share = small / (small + large);
  const ofLarge = (large - 0.5) * Math.log1p(-share) + stirlingCorrection(large) - stirlingCorrection(small + large);
  if (small < 10) return ofLarge + logGamma(small) + small - small * Math.log(small + large);
  const ofSmall = small * Math.log(share) - 0.5 * Math.log(small / (2 * Math.PI)) + stirlingCorrection(small);
  return ofLarge + ofSmall;
}
