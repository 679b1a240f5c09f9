/** A fitted line of log-odds, intercept + slope·x, with the covariance of its two numbers. */
export interface LogisticLine {
  readonly intercept: number;
  readonly slope: number;
  readonly interceptVariance: number;
  readonly slopeVariance: number;
}

const maxIterations = 100;

/** A step that raises the loss by no more than this share is rounding noise: near the optimum nothing else is left. */
const roundingShare = 1e-11;

/** Gradient and information of the log-likelihood at a line. */
interface Curvature {
  gradient0: number;
  gradient1: number;
  information00: number;
  information01: number;
  information11: number;
}

function curvatureAt(rows: LineRows, intercept: number, slope: number): Curvature {
  const sums = { gradient0: 0, gradient1: 0, information00: 0, information01: 0, information11: 0 };
  for (let row = 0; row < rows.x.length; row += 1) {
    const x = rows.x[row]!;
    const weight = rows.weights?.[row] ?? 1;
    const fitted = 1 / (1 + Math.exp(-intercept - slope * x));
    const residual = weight * (rows.labels[row]! - fitted);
    const spread = weight * fitted * (1 - fitted);
    sums.gradient0 += residual;
    sums.gradient1 += residual * x;
    sums.information00 += spread;
    sums.information01 += spread * x;
    sums.information11 += spread * x * x;
  }
  return sums;
}

/** log(1 + eᶻ) without overflow. */
function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

function lossAt(rows: LineRows, intercept: number, slope: number): number {
  let loss = 0;
  for (let row = 0; row < rows.x.length; row += 1) {
    const z = intercept + slope * rows.x[row]!;
    loss += (rows.weights?.[row] ?? 1) * (softplus(z) - rows.labels[row]! * z);
  }
  return loss;
}

/** What a line is fitted to. */
export interface LineRows {
  /** 0 or 1 per row. */
  readonly labels: Uint8Array;
  /** The one input, finite. */
  readonly x: Float64Array;
  /** Weight per row, at least 0; all 1 when left out. */
  readonly weights?: Float64Array;
}

/**
 * Maximum likelihood fit of P(label = 1) = 1/(1 + exp(−intercept − slope·x)).
 * Newton's method with halved steps where a full one would make the likelihood worse.
 * @param rows labels, input and weights, equally long
 * @returns undefined when there is no finite best line: one class only, x all equal, or x separates the classes
 * @source iteratively reweighted least squares, McCullagh and Nelder (1989) §4.4
 */
export function fitLogisticLine(rows: LineRows): LogisticLine | undefined {
  let intercept = 0;
  let slope = 0;
  let loss = lossAt(rows, intercept, slope);
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    const curvature = curvatureAt(rows, intercept, slope);
    const { information00, information01, information11 } = curvature;
    const determinant = information00 * information11 - information01 * information01;
    if (!(determinant > 1e-12 * information00 * information11)) return undefined;
    const step0 = (information11 * curvature.gradient0 - information01 * curvature.gradient1) / determinant;
    const step1 = (information00 * curvature.gradient1 - information01 * curvature.gradient0) / determinant;
    const isDone =
      Math.abs(step0) <= 1e-10 * (1 + Math.abs(intercept)) && Math.abs(step1) <= 1e-10 * (1 + Math.abs(slope));
    const scale = isDone ? 1 : acceptedScale(rows, loss, [intercept, slope, step0, step1]);
    intercept += scale * step0;
    slope += scale * step1;
    if (isDone) {
      return {
        intercept,
        slope,
        interceptVariance: information11 / determinant,
        slopeVariance: information00 / determinant,
      };
    }
    loss = lossAt(rows, intercept, slope);
  }
  return undefined;
}

function acceptedScale(
  rows: LineRows,
  loss: number,
  [intercept, slope, step0, step1]: readonly [number, number, number, number],
): number {
  let scale = 1;
  const bound = loss * (1 + roundingShare);
  while (scale > 1e-4 && lossAt(rows, intercept + scale * step0, slope + scale * step1) > bound) scale /= 2;
  return scale;
}
