/**
 * Chebyshev coefficients of (1 + 2x)·exp(x²)·erfc(x) in t = (x − 3.75)/(x + 3.75), for x ≥ 0.
 * Computed with mpmath 1.3 at 60 digits by test/golden/make_erfc_coefficients.py.
 */
const coefficients = [
  2.3551578691348034, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189, -0.026658668435305753,
  0.009074997670705066, -0.002413163540417608, 0.0004907758365258086, -0.00006916973302501207, 0.00000413902798607301,
  7.74038306619849e-7, -2.1886401049234397e-7, 1.076499946567091e-8, 4.521959811218287e-9, -7.754400208831351e-10,
  -6.318088340886684e-11, 2.86879501093067e-11, 1.9455868545777347e-13, -9.65469674843344e-13, 3.25254814814874e-14,
  3.3478119482868056e-14, -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17, 5.068148904796111e-17,
] as const;

/**
 * Scaled complementary error function exp(x²)·erfc(x), which does not underflow.
 * @param x at least 0
 * @returns in (0, 1], to about 1e-15 relative
 * @source Shepherd and Laframboise (1981), the variable and the form
 */
export function scaledErfc(x: number): number {
  if (x > 1e150) return 1 / (x * Math.sqrt(Math.PI));
  const t = (x - 3.75) / (x + 3.75);
  let next = 0;
  let afterNext = 0;
  for (let degree = coefficients.length - 1; degree >= 1; degree -= 1) {
    const held = next;
    next = 2 * t * next - afterNext + coefficients[degree]!;
    afterNext = held;
  }
  return (t * next - afterNext + coefficients[0] / 2) / (1 + 2 * x);
}

/** exp(−x²) without the error that rounding x² would bring into the far tail. */
function gaussian(x: number): number {
  const coarse = Math.round(x * 16) / 16;
  return Math.exp(-coarse * coarse) * Math.exp(-(x - coarse) * (x + coarse));
}

/** Maclaurin series of erf, for |x| ≤ 0.5. */
function erfSeries(x: number): number {
  let term = x;
  let total = x;
  for (let degree = 1; Math.abs(term) > 1e-17 * Math.abs(total); degree += 1) {
    term *= (-x * x) / degree;
    total += term / (2 * degree + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

/**
 * Complementary error function, 1 − erf(x), with its digits kept in the upper tail.
 * @param x any number
 * @returns in [0, 2]
 */
export function erfc(x: number): number {
  if (Math.abs(x) <= 0.5) return 1 - erfSeries(x);
  if (x < 0) return 2 - erfc(-x);
  return x > 27.3 ? 0 : gaussian(x) * scaledErfc(x);
}

/**
 * Error function.
 * @param x any number
 * @returns in [−1, 1]
 */
export function erf(x: number): number {
  if (Math.abs(x) <= 0.5) return erfSeries(x);
  return x < 0 ? erfc(-x) - 1 : 1 - erfc(x);
}
