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

/** Loss, and gradient and information of the log-likelihood, at a line. */
interface Curvature {
  readonly loss: number;
  readonly gradient0: number;
  readonly gradient1: number;
  readonly information00: number;
  readonly information01: number;
  readonly information11: number;
}

/** So many factors between 1 and 2 cannot overflow. */
const factorsPerLog = 512;

/** Rows that count once each: the logarithms of 1 + e^−|z| are taken of products, one for each few hundred rows. */
function plainCurvatureAt({ x: inputs, labels }: LineRows, intercept: number, slope: number): Curvature {
  let [loss, gradient0, gradient1, information00, information01, information11] = [0, 0, 0, 0, 0, 0];
  for (let from = 0; from < inputs.length; from += factorsPerLog) {
    const to = Math.min(inputs.length, from + factorsPerLog);
    let product = 1;
    for (let row = from; row < to; row += 1) {
      const x = inputs[row]!;
      const label = labels[row]!;
      const z = intercept + slope * x;
      const small = Math.exp(-Math.abs(z));
      const fitted = (z < 0 ? small : 1) / (1 + small);
      product *= 1 + small;
      loss += Math.max(z, 0) - label * z;
      const residual = label - fitted;
      const spread = fitted * (1 - fitted);
      gradient0 += residual;
      gradient1 += residual * x;
      information00 += spread;
      information01 += spread * x;
      information11 += spread * x * x;
    }
    loss += Math.log(product);
  }
  return { loss, gradient0, gradient1, information00, information01, information11 };
}

function weightedCurvatureAt(
  { x: inputs, labels }: LineRows,
  weights: Float64Array,
  [intercept, slope]: readonly [number, number],
): Curvature {
  let [loss, gradient0, gradient1, information00, information01, information11] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < inputs.length; row += 1) {
    const x = inputs[row]!;
    const weight = weights[row]!;
    const z = intercept + slope * x;
    const small = Math.exp(-Math.abs(z));
    const fitted = (z < 0 ? small : 1) / (1 + small);
    loss += weight * (Math.max(z, 0) + Math.log1p(small) - labels[row]! * z);
    const residual = weight * (labels[row]! - fitted);
    const spread = weight * fitted * (1 - fitted);
    gradient0 += residual;
    gradient1 += residual * x;
    information00 += spread;
    information01 += spread * x;
    information11 += spread * x * x;
  }
  return { loss, gradient0, gradient1, information00, information01, information11 };
}

function curvatureAt(rows: LineRows, intercept: number, slope: number): Curvature {
  return rows.weights === undefined
    ? plainCurvatureAt(rows, intercept, slope)
    : weightedCurvatureAt(rows, rows.weights, [intercept, slope]);
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
  let curvature = curvatureAt(rows, intercept, slope);
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    const { information00, information01, information11 } = curvature;
    const determinant = information00 * information11 - information01 * information01;
    if (!(determinant > 1e-12 * information00 * information11)) return undefined;
    const step0 = (information11 * curvature.gradient0 - information01 * curvature.gradient1) / determinant;
    const step1 = (information00 * curvature.gradient1 - information01 * curvature.gradient0) / determinant;
    const isDone =
      Math.abs(step0) <= 1e-10 * (1 + Math.abs(intercept)) && Math.abs(step1) <= 1e-10 * (1 + Math.abs(slope));
    if (isDone) {
      return {
        intercept: intercept + step0,
        slope: slope + step1,
        interceptVariance: information11 / determinant,
        slopeVariance: information00 / determinant,
      };
    }
    const accepted = acceptedStep(rows, curvature.loss, [intercept, slope, step0, step1]);
    curvature = accepted.curvature;
    intercept += accepted.scale * step0;
    slope += accepted.scale * step1;
  }
  return undefined;
}

/** The whole step, or the largest half of halves that does not raise the loss, with what is found where it leads. */
function acceptedStep(
  rows: LineRows,
  loss: number,
  [intercept, slope, step0, step1]: readonly [number, number, number, number],
): { readonly scale: number; readonly curvature: Curvature } {
  const bound = loss * (1 + roundingShare);
  for (let scale = 1; ; scale /= 2) {
    const curvature = curvatureAt(rows, intercept + scale * step0, slope + scale * step1);
    if (scale <= 1e-4 || !(curvature.loss > bound)) return { scale, curvature };
  }
}
