/** A logistic regression problem: columns of inputs, labels and weights. */
export interface RidgeProblem {
  /** `[inputCount]` standardised columns of length `[rowCount]`. */
  readonly inputs: readonly Float64Array[];
  readonly labels: Uint8Array;
  /** Weight per row, above 0. */
  readonly weights: Float64Array;
  /** Weight of half the squared length of the coefficients; the intercept is free. */
  readonly ridge: number;
}

/** Where Newton's method ended. */
export interface RidgeSolution {
  /** `[inputCount + 1]`, the intercept last. */
  readonly coefficients: Float64Array;
  readonly iterations: number;
  readonly hasConverged: boolean;
}

const mostIterations = 100;
const mostHalvings = 30;
const gradientTolerance = 1e-10;
/** What summing the objective over rows may be off, as a share: below it a rise is rounding, not a wrong step. */
const objectiveNoise = 1e-11;

/** 1 / (1 + e^−x) without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const odds = Math.exp(x);
  return odds / (1 + odds);
}

/** log(1 + e^x) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** Intercept plus the sum of coefficient times input, per row. */
export function margins(inputs: readonly Float64Array[], coefficients: Float64Array, rowCount: number): Float64Array {
  const result = new Float64Array(rowCount).fill(coefficients[inputs.length]!);
  for (const [input, values] of inputs.entries()) {
    const coefficient = coefficients[input]!;
    for (let row = 0; row < rowCount; row += 1) result[row]! += coefficient * values[row]!;
  }
  return result;
}

function objective(problem: RidgeProblem, coefficients: Float64Array): number {
  const { inputs, labels, weights, ridge } = problem;
  const margin = margins(inputs, coefficients, labels.length);
  let total = 0;
  for (let row = 0; row < labels.length; row += 1) {
    total += weights[row]! * (softplus(margin[row]!) - labels[row]! * margin[row]!);
  }
  for (let input = 0; input < inputs.length; input += 1) total += (ridge / 2) * coefficients[input]! ** 2;
  return total;
}

function dot(left: Float64Array, right: Float64Array): number {
  let total = 0;
  for (let row = 0; row < left.length; row += 1) total += left[row]! * right[row]!;
  return total;
}

/**
 * {@link dot} of one column with each of the first `count` others. Four sums run side by side, so that the processor does not wait
 * for each addition; each is summed in the order of rows, as by itself.
 */
function dots(left: Float64Array, columns: readonly Float64Array[], count: number): Float64Array {
  const result = new Float64Array(count);
  let first = 0;
  for (; first + 4 <= count; first += 4) {
    const [a, b, c, d] = columns.slice(first, first + 4) as [Float64Array, Float64Array, Float64Array, Float64Array];
    let [ofA, ofB, ofC, ofD] = [0, 0, 0, 0];
    for (let row = 0; row < left.length; row += 1) {
      const value = left[row]!;
      ofA += value * a[row]!;
      ofB += value * b[row]!;
      ofC += value * c[row]!;
      ofD += value * d[row]!;
    }
    result.set([ofA, ofB, ofC, ofD], first);
  }
  for (; first < count; first += 1) result[first] = dot(left, columns[first]!);
  return result;
}

interface Slope {
  readonly gradient: Float64Array;
  /** Lower triangle by rows; `[inputCount + 1]` arrays. */
  readonly hessian: readonly Float64Array[];
}

function slopeAt(problem: RidgeProblem, coefficients: Float64Array): Slope {
  const { inputs, labels, weights, ridge } = problem;
  const probabilities = margins(inputs, coefficients, labels.length).map(logistic);
  const residual = probabilities.map((probability, row) => weights[row]! * (probability - labels[row]!));
  const curvature = probabilities.map((probability, row) => weights[row]! * probability * (1 - probability));
  const columns = [...inputs, new Float64Array(labels.length).fill(1)];
  const penalty = (input: number): number => (input < inputs.length ? ridge : 0);
  const gradient = Float64Array.from(
    columns,
    (values, input) => dot(values, residual) + penalty(input) * coefficients[input]!,
  );
  const hessian = columns.map((values, input) => {
    const weighted = values.map((value, row) => value * curvature[row]!);
    const line = dots(weighted, columns, input + 1);
    line[input]! += penalty(input);
    return line;
  });
  return { gradient, hessian };
}

/** Turns the lower triangle of a positive definite matrix into its Cholesky factor, in place. */
function factorise(lower: readonly Float64Array[]): void {
  for (const [row, line] of lower.entries()) {
    for (let column = 0; column <= row; column += 1) {
      let rest = line[column]!;
      for (let inner = 0; inner < column; inner += 1) rest -= line[inner]! * lower[column]![inner]!;
      line[column] = column < row ? rest / lower[column]![column]! : Math.sqrt(Math.max(rest, Number.EPSILON));
    }
  }
}

function solve({ gradient, hessian }: Slope): Float64Array {
  factorise(hessian);
  const solution = Float64Array.from(gradient);
  for (let row = 0; row < solution.length; row += 1) {
    for (let inner = 0; inner < row; inner += 1) solution[row]! -= hessian[row]![inner]! * solution[inner]!;
    solution[row]! /= hessian[row]![row]!;
  }
  for (let row = solution.length - 1; row >= 0; row -= 1) {
    for (let inner = row + 1; inner < solution.length; inner += 1) {
      solution[row]! -= hessian[inner]![row]! * solution[inner]!;
    }
    solution[row]! /= hessian[row]![row]!;
  }
  return solution;
}

/** The Newton step, halved until the objective does not rise; null when no step helps. */
function improved(problem: RidgeProblem, from: Float64Array, step: Float64Array): Float64Array | null {
  const before = objective(problem, from);
  const most = before * (1 + objectiveNoise);
  for (let halving = 0; halving <= mostHalvings; halving += 1) {
    const next = from.map((coefficient, input) => coefficient - step[input]! / 2 ** halving);
    if (objective(problem, next) <= most) return next;
  }
  return null;
}

/**
 * Minimises weighted log loss plus `ridge`/2 · |coefficients|² by Newton's method (iteratively reweighted least squares)
 * with step halving. The ridge keeps the minimum finite when the classes can be separated.
 * @source Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 2nd ed., §4.4.1
 */
export function solveRidge(problem: RidgeProblem): RidgeSolution {
  const tolerance = gradientTolerance * problem.labels.length;
  let coefficients: Float64Array = new Float64Array(problem.inputs.length + 1);
  for (let iterations = 0; iterations < mostIterations; iterations += 1) {
    const slope = slopeAt(problem, coefficients);
    const steepest = slope.gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (steepest <= tolerance) return { coefficients, iterations, hasConverged: true };
    const next = improved(problem, coefficients, solve(slope));
    if (next === null) return { coefficients, iterations, hasConverged: false };
    coefficients = next;
  }
  return { coefficients, iterations: mostIterations, hasConverged: false };
}
