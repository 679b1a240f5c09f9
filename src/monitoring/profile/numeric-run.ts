import { type BinTable, binOf, binTable, countBins } from "./bin-table.js";
import type { NumericBinning } from "./binning.js";
import { largestRoot, largestStep, nearest, type RunSum } from "./exact-sum.js";
import { type Factors, rowsPerSweep, type Sweep, sweepByKernel } from "./kernel/count-kernel.js";

/** What a run of values holds, all of one group. */
export interface NumericRun {
  /** Rows per bin; finite values only. */
  readonly bins: Int32Array;
  readonly nulls: number;
  readonly positiveInfinite: number;
  readonly negativeInfinite: number;
  readonly zeros: number;
  readonly unseen: number;
  readonly outside: number;
  /** NaN without a finite value. */
  readonly min: number;
  readonly max: number;
  /** Of the finite values and of their squares. */
  readonly sum: RunSum;
  readonly squares: RunSum;
}

type Special = Pick<NumericRun, "nulls" | "positiveInfinite" | "negativeInfinite">;

function countSpecial(values: Float64Array): Special {
  let [nulls, positiveInfinite, negativeInfinite] = [0, 0, 0];
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    if (value !== value) nulls += 1;
    else if (value === Number.POSITIVE_INFINITY) positiveInfinite += 1;
    else if (value === Number.NEGATIVE_INFINITY) negativeInfinite += 1;
  }
  return { nulls, positiveInfinite, negativeInfinite };
}

type Measured = Pick<NumericRun, "zeros" | "min" | "max" | "sum" | "squares">;

type Measurement = Measured & {
  /** How many values are finite. */
  readonly finite: number;
};

/** Any values. */
function measureEach(values: Float64Array, factors: Factors): Measurement {
  const wide: number[] = [];
  const wideRoots: number[] = [];
  let [zeros, special, steps, squares] = [0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    if (value - value !== 0) {
      special += 1;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros += 1;
    const step = nearest(value * factors.step);
    if (Math.abs(step) <= largestStep) steps += step;
    else wide.push(value);
    const root = nearest(value * factors.root);
    if (Math.abs(root) <= largestRoot) squares += root * root;
    else wideRoots.push(value);
  }
  const finite = values.length - special;
  const extremes = finite === 0 ? { min: Number.NaN, max: Number.NaN } : { min, max };
  return { zeros, ...extremes, sum: { steps, wide }, squares: { steps: squares, wide: wideRoots }, finite };
}

function extremesOf(values: Float64Array): Pick<Sweep, "zeros" | "min" | "max"> {
  let zeros = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (value === 0) zeros += 1;
  }
  return { zeros, min, max };
}

function sumsOf(values: Float64Array, { step, root }: Factors): Pick<Sweep, "steps" | "squares"> {
  let steps = 0;
  let squares = 0;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    const rooted = nearest(value * root);
    steps += nearest(value * step);
    squares += rooted * rooted;
  }
  return { steps, squares };
}

/** Short loops: one that does it all runs out of registers and takes three times as long. */
function sweepByLoops(table: BinTable, values: Float64Array, factors: Factors): Sweep {
  const bins = new Int32Array(table.guarded.length);
  countBins(table, values, bins);
  return { bins, ...extremesOf(values), ...sumsOf(values, factors) };
}

// Below it preparing the kernel takes longer than the loops do.
const fewestForKernel = 256;

function joined(first: Sweep, second: Sweep): Sweep {
  return {
    bins: first.bins.map((rows, bin) => rows + second.bins[bin]!),
    zeros: first.zeros + second.zeros,
    min: Math.min(first.min, second.min),
    max: Math.max(first.max, second.max),
    steps: first.steps + second.steps,
    squares: first.squares + second.squares,
  };
}

/** Of at most {@link rowsPerFlush} values. */
function sweepOver(table: BinTable, values: Float64Array, factors: Factors): Sweep {
  if (values.length > rowsPerSweep) {
    const rest = sweepOver(table, values.subarray(rowsPerSweep), factors);
    return joined(sweepOver(table, values.subarray(0, rowsPerSweep), factors), rest);
  }
  const byKernel =
    values.length < fewestForKernel ? null : sweepByKernel(table, values, factors, (value) => binOf(table, value));
  return byKernel ?? sweepByLoops(table, values, factors);
}

/** What was swept over; null where a value is missing, infinite or large. */
function plainMeasurement(
  { zeros, min, max, steps, squares }: Sweep,
  finite: number,
  factors: Factors,
): Measurement | null {
  const size = Math.max(max, -min);
  // A value that is missing leaves no number behind; one that is infinite is the largest.
  const isPlain = size * factors.step < largestStep && size * factors.root < largestRoot && steps - steps === 0;
  return isPlain ? { zeros, min, max, sum: { steps, wide: [] }, squares: { steps: squares, wide: [] }, finite } : null;
}

function countOutside(values: Float64Array, [low, high]: readonly [number, number]): number {
  let rows = 0;
  for (const value of values) if (Number.isFinite(value) && (value < low || value > high)) rows += 1;
  return rows;
}

const noSpecial: Special = { nulls: 0, positiveInfinite: 0, negativeInfinite: 0 };

/**
 * A function that counts runs of values that are all of one group, at most {@link rowsPerFlush}, a few nanoseconds a value: there is no
 * branch for missing or infinite values; they are taken out of the outer bins afterwards.
 */
export function createRunCounter(binning: NumericBinning): (values: Float64Array) => NumericRun {
  const table = binTable(binning);
  const last = binning.edges.length;
  const { limits, values: known } = binning;
  const factors = { step: 2 ** binning.sumScale, root: 2 ** binning.squareScale };
  const countUnseen = (values: Float64Array): number => {
    if (known === null) return 0;
    let rows = 0;
    for (const value of values) if (Number.isFinite(value) && known[binOf(table, value)] !== value) rows += 1;
    return rows;
  };
  return (values) => {
    const swept = sweepOver(table, values, factors);
    const { bins } = swept;
    const { finite, ...measured } = plainMeasurement(swept, values.length, factors) ?? measureEach(values, factors);
    const special = finite === values.length ? noSpecial : countSpecial(values);
    bins[0]! -= special.nulls + special.negativeInfinite;
    bins[last]! -= special.positiveInfinite;
    const isInside = !(measured.min < limits[0]) && !(measured.max > limits[1]);
    const outside = isInside ? 0 : countOutside(values, limits);
    return { bins, ...special, ...measured, unseen: countUnseen(values), outside };
  };
}
