import type { Random } from "#kernel";
import { fromAxis, type NumericAxis, toAxis } from "../../numeric-axis.js";
import type { KernelColumn } from "./kernel-column.js";
import { logMass, mass, truncatedQuantile } from "./truncated-normal.js";

/** Centre and width of each kernel on the search scale; the prior is last. */
export interface KernelShapes {
  readonly centres: Float64Array;
  readonly widths: Float64Array;
}

interface WidthOptions {
  /** Lets the ends of the scale count as neighbours of the outermost observations even when there are several. */
  readonly considerEndpoints: boolean;
  /** Keeps widths at or above (high − low) / min(100, number of kernels). */
  readonly magicClip: boolean;
}

function neighbourWidth(sorted: Float64Array, place: number, ends: readonly [number, number]): number {
  const left = place === 0 ? ends[0] : sorted[place - 1]!;
  const right = place === sorted.length - 1 ? ends[1] : sorted[place + 1]!;
  const value = sorted[place]!;
  return Math.max(value - left, right - value);
}

/**
 * Kernels of observations on a scale: centred on them, as wide as the larger gap to a neighbour, clipped.
 * @param observed positions within [low, high]
 * @source Bergstra et al. (2011); Watanabe, Tree-structured Parzen Estimator (2023); Optuna 5
 */
export function kernelShapes(
  observed: readonly number[],
  low: number,
  high: number,
  options: WidthOptions,
): KernelShapes {
  const range = high - low;
  const count = observed.length;
  const floor = options.magicClip ? range / Math.min(100, 2 + count) : 1e-12;
  const order = observed.map((_, index) => index).sort((left, right) => observed[left]! - observed[right]!);
  const sorted = Float64Array.from(order, (index) => observed[index]!);
  const isInner = !options.considerEndpoints && count >= 2;
  const ends: readonly [number, number] = isInner ? [sorted[0]!, sorted[count - 1]!] : [low, high];
  const centres = Float64Array.from([...observed, (low + high) / 2]);
  const widths = new Float64Array(count + 1).fill(range);
  for (let place = 0; place < count; place += 1) {
    widths[order[place]!] = Math.min(Math.max(neighbourWidth(sorted, place, ends), floor), range);
  }
  return { centres, widths };
}

/** Log density of a continuous value: −(x−μ)²/2σ² minus each kernel's normaliser. */
function addDensity(shapes: KernelShapes, normalisers: Float64Array, position: number, sums: Float64Array): void {
  const { centres, widths } = shapes;
  for (let kernel = 0; kernel < sums.length; kernel += 1) {
    const distance = (position - centres[kernel]!) / widths[kernel]!;
    sums[kernel]! -= 0.5 * distance * distance + normalisers[kernel]!;
  }
}

/** Log mass of a cell under each kernel, for values on a grid. */
function cellMasses({ centres, widths }: KernelShapes, normalisers: Float64Array, cell: Cell): Float64Array {
  return normalisers.map((normaliser, kernel) => {
    const from = (cell.from - centres[kernel]!) / widths[kernel]!;
    const to = (cell.to - centres[kernel]!) / widths[kernel]!;
    const direct = mass(from, to);
    // Below this the plain difference of two tails has lost digits.
    return (direct > 1e-200 ? Math.log(direct) : logMass(from, to)) - normaliser;
  });
}

/** {@link cellMasses} by value; the candidates of one proposal often share a value. */
function createCellMasses(axis: NumericAxis, shapes: KernelShapes, normalisers: Float64Array): CellMasses {
  const known = new Map<number, Float64Array>();
  return (value) => {
    const masses = known.get(value) ?? cellMasses(shapes, normalisers, cellOf(axis, value));
    known.set(value, masses);
    return masses;
  };
}

type CellMasses = (value: number) => Float64Array;

function addAll(values: Float64Array, sums: Float64Array): void {
  for (let index = 0; index < sums.length; index += 1) sums[index]! += values[index]!;
}

interface Cell {
  readonly from: number;
  readonly to: number;
}

function cellOf(axis: NumericAxis, value: number): Cell {
  const scale = axis.isLog ? Math.log : (edge: number): number => edge;
  return { from: scale(value - axis.step / 2), to: scale(value + axis.step / 2) };
}

function normalisersOf(axis: NumericAxis, { centres, widths }: KernelShapes): Float64Array {
  const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);
  return centres.map((centre, kernel) => {
    const width = widths[kernel]!;
    const whole = logMass((axis.low - centre) / width, (axis.high - centre) / width);
    return axis.step > 0 ? whole : whole + halfLogTwoPi + Math.log(width);
  });
}

/**
 * Kernels of a numeric parameter: normals truncated to the scale, one per observation and the prior.
 * Densities are per unit of the scale (of the logarithm for log parameters); values on a grid have a mass.
 * @param observed values of the parameter, in order of trial
 */
export function createNumericKernels(
  observed: readonly number[],
  axis: NumericAxis,
  options: WidthOptions,
): KernelColumn {
  const positions = observed.map((value) => toAxis(axis, value));
  const shapes = kernelShapes(positions, axis.low, axis.high, options);
  const normalisers = normalisersOf(axis, shapes);
  const massesOf = createCellMasses(axis, shapes, normalisers);
  return {
    size: observed.length + 1,
    draw: (kernel, random: Random) => {
      const centre = shapes.centres[kernel]!;
      const width = shapes.widths[kernel]!;
      const from = (axis.low - centre) / width;
      const to = (axis.high - centre) / width;
      return fromAxis(axis, centre + width * truncatedQuantile(random.uniform(), from, to));
    },
    addLogDensity: (value, sums) => {
      if (axis.step > 0) addAll(massesOf(value), sums);
      else addDensity(shapes, normalisers, toAxis(axis, value), sums);
    },
  };
}
