import { normalCdf, normalLogCdf, normalQuantile } from "#statistics";

/**
 * Log of the standard normal mass of (from, to).
 * Both tails are worked out from their own side, so that a mass of 1e-300 keeps its digits.
 * @param from lower end, −∞ allowed
 * @param to upper end, not below `from`
 */
export function logMass(from: number, to: number): number {
  if (from > 0) return logMass(-to, -from);
  if (to <= 0) return logMassOfTail(from, to);
  return Math.log1p(-normalCdf(from) - normalCdf(-to));
}

function logMassOfTail(from: number, to: number): number {
  const upper = normalLogCdf(to);
  const lower = normalLogCdf(from);
  if (upper === Number.NEGATIVE_INFINITY || !(lower < upper)) return Number.NEGATIVE_INFINITY;
  return upper + Math.log1p(-Math.exp(lower - upper));
}

/**
 * Standard normal mass of (from, to), 0 when it is below the smallest number.
 * @param from lower end
 * @param to upper end, not below `from`
 */
export function mass(from: number, to: number): number {
  return from > 0 ? normalCdf(-from) - normalCdf(-to) : normalCdf(to) - normalCdf(from);
}

/**
 * The value below which a share of a normal truncated to (from, to) lies, in standard units.
 * @param share in [0, 1]
 */
export function truncatedQuantile(share: number, from: number, to: number): number {
  if (from > 0) return -truncatedQuantile(1 - share, -to, -from);
  const low = normalCdf(from);
  const quantile = normalQuantile(low + share * (normalCdf(to) - low));
  return Math.min(Math.max(quantile, from), to);
}
