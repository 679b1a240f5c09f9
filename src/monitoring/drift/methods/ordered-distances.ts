import { kolmogorovCorrected, kolmogorovExact } from "#statistics";
import type { NumericBinning } from "../../profile/binning.js";
import { deviationOf } from "../../profile/merge-counts.js";
import type { ColumnPair } from "../column-pair.js";
import type { DriftMethod } from "./drift-method.js";

const largestExactProduct = 1e7;

// Mean of Kolmogorov's limit law, √(π/2)·ln 2.
const kolmogorovMean = 0.8687311606361592;

interface Distance {
  readonly value: number;
  readonly errorBound: number;
}

/** Difference of the distribution functions at the edges, and how much further apart they can be between them. */
function largestGap({ reference, current, n, m }: ColumnPair): Distance {
  let [gap, largest, possible] = [0, 0, 0];
  for (const [bin, rows] of reference.bins.entries()) {
    const before = rows / n;
    const after = current.bins[bin]! / m;
    const next = gap + before - after;
    possible = Math.max(possible, Math.min(gap + before, next + after), Math.min(after - gap, before - next));
    largest = Math.max(largest, Math.abs(next));
    gap = next;
  }
  return { value: largest, errorBound: Math.max(0, possible - largest) };
}

const hasEachValue = ({ binning, current }: ColumnPair): boolean =>
  binning.kind === "numeric" && binning.values !== null && current.unseen === 0;

/** Kolmogorov–Smirnov distance on the reference's fixed edges (at most 101), exact where each value has its bin. */
export const ksMethod: DriftMethod = {
  name: "ks",
  kinds: ["numeric"],
  convention: "ks/fixed-edges-101",
  compare: (pair) => {
    const { n, m, size } = pair;
    const { value, errorBound } = largestGap(pair);
    const isExact = pair.isExact && n * m <= largestExactProduct;
    const nullExpectation = Math.min(1, kolmogorovMean * Math.sqrt(size));
    return {
      value,
      bins: pair.reference.bins.length,
      nullExpectation,
      pValue: isExact ? kolmogorovExact(value, n, m) : kolmogorovCorrected(value, n, m),
      corrected: Math.max(0, value - nullExpectation),
      errorBound: hasEachValue(pair) ? 0 : errorBound,
    };
  },
};

/** Area between the distribution functions, straight between edges; steps where each value has its bin. */
function areaBetween({ edges, values }: NumericBinning, { reference, current, n, m }: ColumnPair): Distance {
  const places = values ?? edges;
  let gap = reference.bins[0]! / n - current.bins[0]! / m;
  let [value, errorBound] = [0, 0];
  for (let place = 1; place < places.length; place += 1) {
    const width = places[place]! - places[place - 1]!;
    const before = reference.bins[place]! / n;
    const after = current.bins[place]! / m;
    const next = gap + before - after;
    if (values !== null) value += Math.abs(gap) * width;
    else {
      value += width * meanSize(gap, next);
      errorBound += (width * (before + after)) / 2;
    }
    gap = next;
  }
  return { value, errorBound };
}

/** Mean of |line| from one end to the other. */
function meanSize(from: number, to: number): number {
  if (from * to >= 0) return Math.abs(from + to) / 2;
  return (from * from + to * to) / (2 * Math.abs(from - to));
}

/**
 * Wasserstein distance of order 1 in standard deviations of the reference, between its 0.1 % and 99.9 % quantiles: one wild value
 * neither hides a shift nor makes one.
 */
export const wassersteinMethod: DriftMethod = {
  name: "wasserstein",
  kinds: ["numeric"],
  convention: "w1/std0-reference/winsorised-0.1-99.9/fixed-edges-101",
  compare: (pair) => {
    const deviation = deviationOf(pair.binning, pair.reference);
    if (pair.binning.kind !== "numeric" || !(deviation > 0)) return null;
    const { value, errorBound } = areaBetween(pair.binning, pair);
    return {
      value: value / deviation,
      bins: pair.reference.bins.length,
      nullExpectation: null,
      pValue: null,
      corrected: null,
      errorBound: hasEachValue(pair) ? 0 : errorBound / deviation,
    };
  },
};
