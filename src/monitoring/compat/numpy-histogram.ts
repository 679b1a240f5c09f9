import { momentsOf, type ValueCounts } from "./value-counts.js";

/**
 * Equal bins from first to last as NumPy draws them; one of width 1 around a constant.
 * @returns edges, one more than bins
 */
export function equalEdges(first: number, last: number, bins: number): Float64Array {
  const [from, to] = first === last ? [first - 0.5, last + 0.5] : [first, last];
  const step = (to - from) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, place) => place * step + from);
  edges[bins] = to;
  return edges;
}

/** Number of bins of a width; whole numbers get no narrower bins than 1. */
function binsOfWidth(span: number, width: number, isWhole: boolean): number {
  if (!(width > 0)) return 1;
  return Math.max(1, Math.ceil(span / (isWhole && width < 1 ? 1 : width)));
}

/** Sturges' rule: as many bins as the binary logarithm of the number of values, plus 1. @source Sturges (1926) */
export function sturgesEdges(
  { first, last }: { readonly first: number; readonly last: number },
  rows: number,
  isWhole: boolean,
): Float64Array {
  const span = last - first;
  return equalEdges(first, last, binsOfWidth(span, span / (Math.log2(rows) + 1), isWhole));
}

/** Doane's rule: Sturges' with more bins for a skewed sample. @source Doane (1976) */
export function doaneEdges(sample: ValueCounts): Float64Array {
  const { rows, values } = sample;
  const [first, last] = [values[0]!, values.at(-1)!];
  const { deviation, skewness } = momentsOf(sample);
  if (rows < 3 || !(deviation > 0)) return equalEdges(first, last, 1);
  const error = Math.sqrt((6 * (rows - 2)) / ((rows + 1) * (rows + 3)));
  const width = (last - first) / (1 + Math.log2(rows) + Math.log2(1 + Math.abs(skewness) / error));
  return equalEdges(first, last, binsOfWidth(last - first, width, false));
}

/** Rows per bin [edge, next edge), the last one closed; values beside the edges are in none. */
export function histogram({ values, counts }: ValueCounts, edges: Float64Array): Float64Array {
  const bins = new Float64Array(edges.length - 1);
  let bin = 0;
  for (const [place, value] of values.entries()) {
    if (value < edges[0]! || value > edges.at(-1)!) continue;
    while (bin < bins.length - 1 && value >= edges[bin + 1]!) bin += 1;
    bins[bin]! += counts[place]!;
  }
  return bins;
}
