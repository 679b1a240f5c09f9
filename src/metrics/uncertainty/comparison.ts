import { type Interval, normalHalfWidth, normalSurvival } from "#statistics";
import type { Estimate, EstimateMethod } from "../estimate.js";

/** The same metric of two models on the same rows. */
export interface PairedDifference {
  readonly candidate: number;
  readonly baseline: number;
  /** Candidate less baseline; its interval takes into account that the rows are the same. */
  readonly difference: Estimate;
}

/** A {@link PairedDifference} with its test. */
export interface PairedComparison extends PairedDifference {
  /** Difference over its standard error; 0 when both models are alike. */
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** What an {@link Estimate} is made of when its error is about normal. */
export interface NormalParts {
  readonly value: number;
  readonly standardError: number;
  readonly sampleSize: number;
  readonly level: number;
  readonly method: EstimateMethod;
}

/** value ± z·standard error. @param range where the metric can be at all; the ends stay inside */
export function normalEstimate(
  { value, standardError, sampleSize, level, method }: NormalParts,
  range: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
): Estimate {
  const half = normalHalfWidth(level) * standardError;
  return {
    value,
    low: Math.max(range.low, value - half),
    high: Math.min(range.high, value + half),
    level,
    sampleSize,
    method,
  };
}

/**
 * A comparison whose difference is about normal.
 * @param values the metric of each model
 * @param parts the difference and its error
 */
export function normalComparison(
  values: { readonly candidate: number; readonly baseline: number },
  parts: NormalParts,
): PairedComparison {
  const isAlike = parts.value === 0 && parts.standardError === 0;
  const statistic = isAlike ? 0 : parts.value / parts.standardError;
  return {
    candidate: values.candidate,
    baseline: values.baseline,
    difference: normalEstimate(parts),
    statistic,
    pValue: 2 * normalSurvival(Math.abs(statistic)),
  };
}
