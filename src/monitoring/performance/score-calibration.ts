import { fitLogisticLine, logit } from "#metrics";

/** A line on log-odds that turns scores into probabilities, with the uncertainty of its two numbers. */
export interface ScoreCalibration {
  readonly intercept: number;
  readonly slope: number;
  readonly interceptVariance: number;
  readonly slopeVariance: number;
  readonly covariance: number;
  /** Rows it was fitted on. */
  readonly sampleSize: number;
}

/** Probabilities that are right as they are. */
export const exactCalibration: ScoreCalibration = {
  intercept: 0,
  slope: 1,
  interceptVariance: 0,
  slopeVariance: 0,
  covariance: 0,
  sampleSize: 0,
};

/**
 * Fits the calibration on rows the model did not see.
 * @param weights per row, such as density ratios of covariate shift; all 1 when left out
 * @returns undefined when the rows have one class, equal scores, or are separated by them
 */
export function fitScoreCalibration(
  labels: Uint8Array,
  probabilities: Float64Array,
  weights?: Float64Array,
): ScoreCalibration | undefined {
  const x = probabilities.map(logit);
  const line = fitLogisticLine({ labels, x, ...(weights === undefined ? {} : { weights }) });
  if (line === undefined) return undefined;
  const { intercept, slope } = line;
  let [i00, i01, i11] = [0, 0, 0];
  let [s00, s01, s11] = [0, 0, 0];
  for (let row = 0; row < x.length; row += 1) {
    const weight = weights?.[row] ?? 1;
    const fitted = 1 / (1 + Math.exp(-intercept - slope * x[row]!));
    const information = weight * fitted * (1 - fitted);
    const score = (weight * (labels[row]! - fitted)) ** 2;
    i00 += information;
    i01 += information * x[row]!;
    i11 += information * x[row]! ** 2;
    s00 += score;
    s01 += score * x[row]!;
    s11 += score * x[row]! ** 2;
  }
  return {
    intercept,
    slope,
    ...sandwich([i00, i01, i11], [s00, s01, s11]),
    sampleSize: x.length,
  };
}

type Symmetric = readonly [number, number, number];

/** I⁻¹·S·I⁻¹: right also where weights make rows count more or less than once. */
function sandwich(
  [a, b, c]: Symmetric,
  [s, t, u]: Symmetric,
): Pick<ScoreCalibration, "interceptVariance" | "slopeVariance" | "covariance"> {
  const determinant = a * c - b * b;
  const [p, q, r] = [c / determinant, -b / determinant, a / determinant];
  return {
    interceptVariance: p * p * s + 2 * p * q * t + q * q * u,
    covariance: p * q * s + (p * r + q * q) * t + q * r * u,
    slopeVariance: q * q * s + 2 * q * r * t + r * r * u,
  };
}
