/** The finite values of a sample and how often each occurs. */
export interface ValueCounts {
  /** Ascending, each once. */
  readonly values: Float64Array;
  readonly counts: Float64Array;
  /** Finite values. */
  readonly rows: number;
  /** Whether a value was missing, which makes a column of whole numbers one of fractions elsewhere. */
  readonly hasMissing: boolean;
}

/** Counts values; those that are not finite are left out. */
export function valueCounts(sample: ArrayLike<number>): ValueCounts {
  const sorted = Float64Array.from(sample)
    .filter((value) => Number.isFinite(value))
    .sort();
  const values = new Float64Array(sorted.length);
  const counts = new Float64Array(sorted.length);
  let last = -1;
  for (const value of sorted) {
    if (last < 0 || values[last] !== value) values[(last += 1)] = value;
    counts[last]! += 1;
  }
  return {
    values: values.slice(0, last + 1),
    counts: counts.slice(0, last + 1),
    rows: sorted.length,
    hasMissing: sorted.length < sample.length,
  };
}

/** Mean, standard deviation (divided by n) and skewness; the skewness of a constant is 0. */
export function momentsOf({ values, counts, rows }: ValueCounts): {
  readonly mean: number;
  readonly deviation: number;
  readonly skewness: number;
} {
  let mean = 0;
  for (let place = 0; place < values.length; place += 1) mean += values[place]! * counts[place]!;
  mean /= rows;
  let [squares, cubes] = [0, 0];
  for (let place = 0; place < values.length; place += 1) {
    const from = values[place]! - mean;
    squares += from * from * counts[place]!;
    cubes += from * from * from * counts[place]!;
  }
  const deviation = Math.sqrt(squares / rows);
  return { mean, deviation, skewness: deviation > 0 ? cubes / rows / deviation ** 3 : 0 };
}

/** The values of both, each once, ascending. */
export function mergedValues(left: ValueCounts, right: ValueCounts): Float64Array {
  return Float64Array.from(new Set([...left.values, ...right.values])).sort();
}

/** Distances of two distribution functions on the values themselves. */
export interface RawDistances {
  /** Largest difference. */
  readonly ks: number;
  /** Area between them. */
  readonly wasserstein: number;
  /** √(2 ∫ difference²). */
  readonly energy: number;
}

/** Distances on raw values. */
export function rawDistances(left: ValueCounts, right: ValueCounts): RawDistances {
  const places = mergedValues(left, right);
  let [before, after, at, beside] = [0, 0, 0, 0];
  let [ks, wasserstein, energy] = [0, 0, 0];
  for (const [place, value] of places.entries()) {
    while (left.values[at]! <= value) before += left.counts[at++]!;
    while (right.values[beside]! <= value) after += right.counts[beside++]!;
    const gap = Math.abs(before / left.rows - after / right.rows);
    const width = (places[place + 1] ?? value) - value;
    ks = Math.max(ks, gap);
    wasserstein += gap * width;
    energy += gap * gap * width;
  }
  return { ks, wasserstein, energy: Math.sqrt(2 * energy) };
}
