/** Below it the built-in sort is as fast. */
const fewest = 1024;
/** Most numbers of one cell; more of them are no smooth distribution, and are left to the built-in sort. */
const fullCell = 48;

/** Smallest and largest; null where a number is none or infinite, or is −0, which stands before 0 and equals it. */
function extremesOf(values: Float64Array): readonly [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let finite = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if (value < low) low = value;
    if (value > high) high = value;
    finite += value - value;
    if (value === 0 && 1 / value < 0) return null;
  }
  return finite === 0 && high - low < Number.MAX_VALUE ? [low, high] : null;
}

/** Where each cell's numbers begin; null when one has too many. */
function startsOf(cells: Uint32Array, count: number): Uint32Array | null {
  const starts = new Uint32Array(count);
  for (let at = 0; at < cells.length; at += 1) starts[cells[at]!]! += 1;
  let before = 0;
  for (let cell = 0; cell < count; cell += 1) {
    const held = starts[cell]!;
    if (held > fullCell) return null;
    starts[cell] = before;
    before += held;
  }
  return starts;
}

/** Puts in order what is a few places out of it. */
function settle(values: Float64Array): void {
  for (let at = 1; at < values.length; at += 1) {
    const value = values[at]!;
    let to = at;
    while (to > 0 && values[to - 1]! > value) {
      values[to] = values[to - 1]!;
      to -= 1;
    }
    values[to] = value;
  }
}

function inCells(values: Float64Array, low: number, high: number): Float64Array | null {
  const count = values.length;
  const scale = (count - 1) / (high - low);
  const cells = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) cells[at] = (values[at]! - low) * scale;
  const starts = startsOf(cells, count);
  if (starts === null) return null;
  const sorted = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    const cell = cells[at]!;
    sorted[starts[cell]!] = values[at]!;
    starts[cell]! += 1;
  }
  settle(sorted);
  return sorted;
}

/**
 * The numbers in ascending order, in a new array: what the built-in sort of typed arrays gives, in a third of the time where they are
 * many and spread smoothly.
 */
export function sortedNumbers(values: Float64Array): Float64Array {
  const extremes = values.length < fewest ? null : extremesOf(values);
  const sorted = extremes === null || extremes[0] === extremes[1] ? null : inCells(values, ...extremes);
  return sorted ?? Float64Array.from(values).sort();
}
