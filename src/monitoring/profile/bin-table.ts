import type { NumericBinning } from "./binning.js";

/** Added to a number and taken away again, it leaves the nearest whole number; added only, that number in the lower bits. */
export const nearestWhole: number = 2 ** 52;

/**
 * Where to look for the bin of a number: a table of equal cells over the edges' range gives the first bin that is possible, so
 * most values need one comparison.
 */
export interface BinTable {
  readonly low: number;
  readonly scale: number;
  readonly cells: number;
  readonly starts: Uint16Array;
  /** The edges, and ∞. */
  readonly guarded: Float64Array;
}

// So many that a wrong guess of the processor is rare; the table still fits into its first cache.
const cellsPerEdge = 32;

/** The cell of a value; the first one for NaN, also where ∞ minus or times something is none. */
function cellOf({ low, scale, cells }: Pick<BinTable, "low" | "scale" | "cells">, value: number): number {
  return (Math.min(Math.max((value - low) * scale, 0), cells) + nearestWhole - nearestWhole) | 0;
}

const madeTables = new WeakMap<readonly number[], BinTable>();

/** The table for some edges, made once: a reference's edges are counted with again and again. */
export function binTable({ edges }: Pick<NumericBinning, "edges">): BinTable {
  const known = madeTables.get(edges);
  if (known !== undefined) return known;
  const made = makeTable(edges);
  madeTables.set(edges, made);
  return made;
}

function makeTable(edges: readonly number[]): BinTable {
  const low = edges[0] ?? 0;
  const high = edges.at(-1) ?? 0;
  const cells = Math.max(1, edges.length * cellsPerEdge);
  const spread = cells / (high - low);
  const scale = high > low && spread < Number.POSITIVE_INFINITY ? spread : 0;
  const starts = new Uint16Array(cells + 1);
  // Values and edges get their cells in the same way, so no edge of an earlier cell lies above a value.
  let from = 0;
  for (const [place, edge] of edges.entries()) {
    const cell = cellOf({ low, scale, cells }, edge);
    if (cell < from) continue;
    starts.fill(place, from, cell + 1);
    from = cell + 1;
  }
  starts.fill(edges.length, from);
  return { low, scale, cells, starts, guarded: Float64Array.of(...edges, Number.POSITIVE_INFINITY) };
}

/** The bin (edge, next edge] of a finite number. */
export function binOf(table: BinTable, value: number): number {
  let bin = table.starts[cellOf(table, value)]!;
  while (table.guarded[bin]! < value) bin += 1;
  return bin;
}

/** Adds each value to its bin; −∞ and NaN go to the first, ∞ to the last. */
export function countBins(table: BinTable, values: Float64Array, bins: Int32Array): void {
  const { starts, guarded } = table;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    let bin = starts[cellOf(table, value)]!;
    while (guarded[bin]! < value) bin += 1;
    bins[bin]! += 1;
  }
}
