import { type BinnedPair, hellinger, homogeneityTest, jsDistance, lInfinity } from "#statistics";
import type { CompatNumber } from "./compat-number.js";
import { type CategoryPair, type NumericPair, pairOf, tellerOf } from "./compared-samples.js";
import { doaneEdges, equalEdges, histogram } from "./numpy-histogram.js";
import { rawDistances, type ValueCounts } from "./value-counts.js";

/** With what falls beside the bins as one more bin, empty in the reference. */
function withLeftover({ reference, current }: BinnedPair, rows: number): BinnedPair {
  const inside = Array.from(current).reduce((sum, count) => sum + count, 0);
  if (inside === rows) return { reference, current };
  return { reference: [...Array.from(reference), 0], current: [...Array.from(current), rows - inside] };
}

const manyBins = 10_000;

function cumulative(counts: Float64Array, rows: number, start: number): Float64Array {
  let below = start;
  return counts.map((count) => (below += count / rows));
}

const rowsWhere = ({ values, counts }: ValueCounts, isMeant: (value: number) => boolean): number =>
  values.reduce((sum, value, place) => (isMeant(value) ? sum + counts[place]! : sum), 0);

/** Area between 0 or 1 and the distribution function of the values beside the range, with its border as one more value. */
function outerArea(sample: ValueCounts, border: number, side: "low" | "high"): number {
  const isMeant = (value: number): boolean => (side === "low" ? value < border : value > border);
  const rows = rowsWhere(sample, isMeant) + 1;
  const places = sample.values.filter(isMeant);
  const counts = sample.counts.filter((_, place) => isMeant(sample.values[place]!));
  const [at, weights] =
    side === "low"
      ? [
          [...places, border],
          [...counts, 1],
        ]
      : [
          [border, ...places],
          [1, ...counts],
        ];
  let [below, area] = [0, 0];
  for (let place = 0; place + 1 < at.length; place += 1) {
    below += weights[place]! / rows;
    area += (side === "low" ? below : 1 - below) * (at[place + 1]! - at[place]!);
  }
  return (area * rows) / sample.rows;
}

/** NannyML's estimates for 10,000 reference rows and more: equal bins, and what is beside them counted with one row too many. */
function estimatedDistances({ reference, current }: NumericPair): {
  readonly ks: number;
  readonly wasserstein: number;
} {
  const [first, last] = [reference.values[0]!, reference.values.at(-1)!];
  const edges = equalEdges(first, last, manyBins);
  const before = cumulative(histogram(reference, edges), reference.rows, 0);
  const inside = histogram(current, edges);
  const low = rowsWhere(current, (value) => value < edges[0]!);
  const isHigh = rowsWhere(current, (value) => value > edges.at(-1)!) > 0;
  const after = cumulative(inside, current.rows, low / current.rows);
  const shifted = cumulative(inside, current.rows, low === 0 ? 0 : (low + 1) / current.rows);
  const width = edges[1]! - edges[0]!;
  return {
    ks: before.reduce((largest, share, bin) => Math.max(largest, Math.abs(share - after[bin]!)), 0),
    wasserstein:
      before.reduce((sum, share, bin) => sum + Math.abs(share - shifted[bin]!) * width, 0) +
      (low > 0 ? outerArea(current, edges[0]!, "low") : 0) +
      (isHigh ? outerArea(current, edges.at(-1)!, "high") : 0),
  };
}

/** NannyML's numbers of a continuous column. @source nannyml 0.13.1, drift/univariate/methods.py */
export function nannymlNumeric(pair: NumericPair): readonly CompatNumber[] {
  const tell = tellerOf("nannyml");
  const { reference, current } = pair;
  const edges = doaneEdges(reference);
  const binned = withLeftover(pairOf(pair, edges), current.rows);
  const bins = `doane-reference-${edges.length - 1}+leftover`;
  const isEstimated = reference.rows >= manyBins;
  const { ks, wasserstein } = isEstimated ? estimatedDistances(pair) : rawDistances(reference, current);
  const convention = isEstimated ? `equal-reference-${manyBins}` : "raw";
  return [
    tell("jensen_shannon", jsDistance(binned), `${bins}/distance/log2`),
    tell("hellinger", hellinger(binned), bins),
    tell("kolmogorov_smirnov", ks, convention),
    tell("wasserstein", wasserstein, convention),
  ];
}

/** NannyML's numbers of a categorical column. */
export function nannymlCategory(pair: CategoryPair): readonly CompatNumber[] {
  const tell = tellerOf("nannyml");
  const { statistic, pValue } = homogeneityTest(pair, { yates: true });
  return [
    tell("jensen_shannon", jsDistance(pair), "levels/distance/log2"),
    tell("hellinger", hellinger(pair), "levels"),
    tell("chi2", statistic, "levels/homogeneity/yates-on-2x2", pValue),
    tell("l_infinity", lInfinity(pair), "levels"),
  ];
}
