import {
  type BinnedPair,
  chiSquareSurvival,
  cramersVCorrected,
  hellinger,
  homogeneityTest,
  jsDivergence,
  lInfinity,
  pooledBins,
  sharesOf,
  totalVariation,
} from "#statistics";
import type { DriftMethod } from "./drift-method.js";

const bothKinds = ["numeric", "category"] as const;

const tail = (statistic: number, bins: number): number => (bins < 2 ? 1 : chiSquareSurvival(statistic, bins - 1));

/** Jensen–Shannon distance of base 2, no smoothing. */
export const jsMethod: DriftMethod = {
  name: "js",
  kinds: bothKinds,
  convention: "js-distance/base2/reference-deciles",
  compare: ({ coarse, size }) => {
    const bins = coarse.reference.length;
    const nats = jsDivergence(coarse);
    const expected = ((bins - 1) * size) / 8;
    const distance = (divergence: number): number => Math.min(1, Math.sqrt(Math.max(0, divergence) / Math.LN2));
    return {
      value: distance(nats),
      bins,
      nullExpectation: distance(expected),
      pValue: tail((8 * nats) / size, bins),
      corrected: distance(nats - expected),
    };
  },
};

/** Hellinger distance. */
export const hellingerMethod: DriftMethod = {
  name: "hellinger",
  kinds: bothKinds,
  convention: "hellinger/reference-deciles",
  compare: ({ coarse, size }) => {
    const bins = coarse.reference.length;
    const value = hellinger(coarse);
    const expected = ((bins - 1) * size) / 8;
    return {
      value,
      bins,
      nullExpectation: Math.sqrt(expected),
      pValue: tail((8 * value * value) / size, bins),
      corrected: Math.sqrt(Math.max(0, value * value - expected)),
    };
  },
};

/** Mean of half the absolute differences of shares when nothing changed, each about normal. */
function expectedVariation(pair: BinnedPair, size: number): number {
  const shares = sharesOf(pair.reference);
  return shares.reduce((sum, share) => sum + Math.sqrt((2 * share * (1 - share) * size) / Math.PI), 0) / 2;
}

/** Total variation distance. */
export const tvdMethod: DriftMethod = {
  name: "tvd",
  kinds: bothKinds,
  convention: "total-variation/reference-deciles",
  compare: ({ coarse, size }) => {
    const value = totalVariation(coarse);
    const nullExpectation = expectedVariation(coarse, size);
    return {
      value,
      bins: coarse.reference.length,
      nullExpectation,
      pValue: null,
      corrected: Math.max(0, value - nullExpectation),
    };
  },
};

/**
 * Largest difference of shares; corrected by SageMaker's robust form, less 1.8·√(1/n + 1/m).
 * @source Amazon SageMaker Model Monitor, robust L-infinity
 */
export const lInfinityMethod: DriftMethod = {
  name: "lInfinity",
  kinds: bothKinds,
  convention: "l-infinity/reference-deciles",
  compare: ({ coarse, size }) => {
    const value = lInfinity(coarse);
    return {
      value,
      bins: coarse.reference.length,
      nullExpectation: null,
      pValue: null,
      corrected: Math.max(0, value - 1.8 * Math.sqrt(size)),
    };
  },
};

/** χ² of homogeneity over known levels, neighbouring cells joined until each expects five rows; corrected is Cramér's V. */
export const chi2Method: DriftMethod = {
  name: "chi2",
  kinds: bothKinds,
  convention: "chi2-homogeneity/pooled-5/no-yates",
  compare: ({ known }) => {
    if (known.current.length === 0) return null;
    const rows = Array.from(known.current).reduce((sum, count) => sum + count, 0);
    if (rows === 0) return null;
    const pair = pooledBins(known);
    const bins = pair.reference.length;
    const { statistic, degreesOfFreedom, pValue } = homogeneityTest(pair);
    return {
      value: statistic,
      bins,
      nullExpectation: degreesOfFreedom,
      pValue,
      corrected: bins < 2 ? 0 : cramersVCorrected(pair),
    };
  },
};
