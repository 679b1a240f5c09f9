import type { Estimate } from "#metrics";
import { normalHalfWidth, normalSurvival } from "#statistics";

/** A number with the variance of its error. */
export interface Measured {
  readonly value: number;
  readonly variance: number;
  /** Rows it rests on. */
  readonly sampleSize: number;
}

/** A measured number with its normal interval. */
export function estimateOf({ value, variance, sampleSize }: Measured, level = 0.95): Estimate {
  const half = normalHalfWidth(level) * Math.sqrt(variance);
  return { value, low: value - half, high: value + half, level, sampleSize, method: "normal" };
}

/** Mean of Σw·x over Σw with its variance. */
export function weightedMean(
  sums: { readonly first: number; readonly square1: number; readonly square2: number },
  weight: number,
  weight2: number,
): { readonly value: number; readonly variance: number } {
  const value = sums.first / weight;
  const spread = sums.square2 - 2 * value * sums.square1 + value * value * weight2;
  return { value, variance: Math.max(0, spread) / (weight * weight) };
}

/** Two independent numbers, one less the other, and how likely at least as much is by chance. */
export function difference(
  left: Measured,
  right: Measured,
): { readonly value: number; readonly z: number; readonly pAbove: number } {
  const value = left.value - right.value;
  const z = value / Math.sqrt(left.variance + right.variance);
  return { value, z, pAbove: normalSurvival(z) };
}
