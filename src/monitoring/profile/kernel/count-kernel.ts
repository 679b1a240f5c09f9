import { type BinTable, nearestWhole } from "../bin-table.js";
import { type Code, f64, i32, local, moduleOf, pair, repeatWhile, whileTrue } from "./assembler.js";

/** Addresses in the kernel's memory; the values are at 0, and one more than there may be. */
const mostRows = 16_384;
const mostCells = 8192;
const mostEdges = 256;
const starts = 8 * mostRows + 16;
const edges = starts + 2 * mostCells + 16;
const bins = edges + 8 * mostEdges;
const results = bins + 4 * mostEdges;
const resultsAt = { min: results, max: results + 16, zeros: results + 32, steps: results + 48, squares: results + 64 };

/** Parameters and locals by their number. */
const end = 0;
const [low, scale, cells, step, root] = [1, 2, 3, 4, 5];
const [at, bin] = [6, 7];
const pairs = { values: 8, low: 9, scale: 10, cells: 11, step: 12, root: 13, half: 14, zero: 15, whole: 16, cell: 17 };
const sums = { min: 18, max: 19, zeros: 20, steps: 21, squares: 22 };

const { get, set } = local;
const bytesOf = (place: Code, power: number): Code => i32.shiftLeft(place, i32.of(power));

const prepared: Code = [
  ...set(pairs.low, pair.of(get(low))),
  ...set(pairs.scale, pair.of(get(scale))),
  ...set(pairs.cells, pair.of(get(cells))),
  ...set(pairs.step, pair.of(get(step))),
  ...set(pairs.root, pair.of(get(root))),
  ...set(pairs.half, pair.of(f64.of(0.5))),
  ...set(pairs.whole, pair.of(f64.of(nearestWhole))),
  ...set(sums.min, pair.of(f64.of(Number.POSITIVE_INFINITY))),
  ...set(sums.max, pair.of(f64.of(Number.NEGATIVE_INFINITY))),
];

const offCells = pair.multiply(pair.subtract(get(pairs.values), get(pairs.low)), get(pairs.scale));
/** The cell of each value, in the lower bits of a double. */
const cellOf = pair.add(pair.smaller(pair.larger(get(pairs.zero), offCells), get(pairs.cells)), get(pairs.whole));
const nearestTo = (scaled: Code): Code => pair.floor(pair.add(scaled, get(pairs.half)));

/** Adds the value of one lane to its bin. */
const counted = (lane: number): Code => [
  ...set(bin, i32.load16(bytesOf(i32.lowHalf(pair.wholeAt(get(pairs.cell), lane)), 1), starts)),
  ...whileTrue(
    f64.isBelow(f64.load(bytesOf(get(bin), 3), edges), f64.load(get(at), 8 * lane)),
    set(bin, i32.add(get(bin), i32.of(1))),
  ),
  ...i32.store(bytesOf(get(bin), 2), i32.add(i32.load(bytesOf(get(bin), 2), bins), i32.of(1)), bins),
];

const perPair: Code = [
  ...set(pairs.values, pair.load(get(at))),
  ...set(pairs.cell, cellOf),
  ...set(sums.min, pair.smaller(get(sums.min), get(pairs.values))),
  ...set(sums.max, pair.larger(get(sums.max), get(pairs.values))),
  ...set(sums.zeros, pair.subtractWhole(get(sums.zeros), pair.isEqual(get(pairs.values), get(pairs.zero)))),
  ...set(sums.steps, pair.add(get(sums.steps), nearestTo(pair.multiply(get(pairs.values), get(pairs.step))))),
  ...counted(0),
  ...counted(1),
  ...set(pairs.values, nearestTo(pair.multiply(get(pairs.values), get(pairs.root)))),
  ...set(sums.squares, pair.add(get(sums.squares), pair.multiply(get(pairs.values), get(pairs.values)))),
  ...set(at, i32.add(get(at), i32.of(16))),
];

const kernelModule = (): Uint8Array =>
  moduleOf(
    {
      parameters: [
        ["i32", 1],
        ["f64", 5],
      ],
      locals: [
        ["i32", 2],
        ["pair", 15],
      ],
      pages: 3,
    },
    [
      ...prepared,
      ...repeatWhile(perPair, i32.isBelow(get(at), get(end))),
      ...(Object.keys(sums) as (keyof typeof sums)[]).flatMap((name) =>
        pair.store(i32.of(0), get(sums[name]), resultsAt[name]),
      ),
    ],
  );

/** What a sweep over a run of values finds; of use where every value is finite and none is large. */
export interface Sweep {
  /** Rows per bin; −∞ and NaN are in the first, ∞ in the last. */
  readonly bins: Int32Array;
  readonly zeros: number;
  /** Infinite the wrong way round without a number. */
  readonly min: number;
  readonly max: number;
  /** Sum of the values in whole steps. */
  readonly steps: number;
  /** Sum of the squares of the values in whole roots. */
  readonly squares: number;
}

/** How many steps, and how many roots, make 1. */
export interface Factors {
  readonly step: number;
  readonly root: number;
}

interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly run: (...parameters: readonly number[]) => void;
}

/** The part of the language's own library that is used here; its types come with those of browsers only. */
interface Machine {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: Kernel };
  };
}

let kernel: Kernel | null | undefined;

/** Null where the processor cannot run it. */
function loadedKernel(): Kernel | null {
  try {
    const { Instance, Module } = (globalThis as unknown as Machine).WebAssembly;
    return new Instance(new Module(kernelModule())).exports;
  } catch {
    return null;
  }
}

function sumOf({ buffer }: Kernel["memory"], place: number): number {
  const [first, second] = new Float64Array(buffer, place, 2);
  return first! + second!;
}

/** Values are taken two by two: an odd last one is counted twice, and once less here. */
function withoutTwin(sweep: Sweep, value: number, place: number, { step, root }: Factors): Sweep {
  sweep.bins[place]! -= 1;
  return {
    ...sweep,
    zeros: sweep.zeros - (value === 0 ? 1 : 0),
    steps: sweep.steps - Math.floor(value * step + 0.5),
    squares: sweep.squares - Math.floor(value * root + 0.5) ** 2,
  };
}

function resultOf({ memory }: Kernel, binCount: number): Sweep {
  const { buffer } = memory;
  const [lowest, lowest2] = new Float64Array(buffer, resultsAt.min, 2);
  const [highest, highest2] = new Float64Array(buffer, resultsAt.max, 2);
  const zeros = new Int32Array(buffer, resultsAt.zeros, 4);
  return {
    bins: new Int32Array(buffer, bins, binCount).slice(),
    zeros: zeros[0]! + zeros[2]!,
    min: Math.min(lowest!, lowest2!),
    max: Math.max(highest!, highest2!),
    steps: sumOf(memory, resultsAt.steps),
    squares: sumOf(memory, resultsAt.squares),
  };
}

/** Most values that {@link sweepByKernel} takes at once. */
export const rowsPerSweep: number = mostRows;

/**
 * Sweeps over a run of values in machine code: bins, extremes and exact sums in one pass over pairs of values, in a fifth of the time
 * that loops of JavaScript take.
 * @param values at least 1, at most {@link rowsPerSweep}
 * @param binOf finds the bin of one value
 * @returns null where the processor or the table does not allow it
 */
export function sweepByKernel(
  table: BinTable,
  values: Float64Array,
  factors: Factors,
  binOf: (value: number) => number,
): Sweep | null {
  kernel = kernel === undefined ? loadedKernel() : kernel;
  const binCount = table.guarded.length;
  if (kernel === null || table.starts.length > mostCells || binCount > mostEdges) return null;
  const { memory, run } = kernel;
  const rows = values.length;
  const held = new Float64Array(memory.buffer, 0, rows + 1);
  held.set(values);
  held[rows] = values[rows - 1]!;
  new Uint16Array(memory.buffer, starts, table.starts.length).set(table.starts);
  new Float64Array(memory.buffer, edges, binCount).set(table.guarded);
  new Int32Array(memory.buffer, bins, binCount).fill(0);
  run(8 * rows, table.low, table.scale, table.cells, factors.step, factors.root);
  const sweep = resultOf(kernel, binCount);
  return rows % 2 === 0 ? sweep : withoutTwin(sweep, held[rows], binOf(held[rows]), factors);
}
