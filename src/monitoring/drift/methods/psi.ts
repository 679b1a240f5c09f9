import { type BinnedPair, chiSquareSurvival, psi } from "#statistics";
import type { DriftMethod, MethodResult } from "./drift-method.js";

/** PSI with the number chance alone brings, (B − 1)(1/n + 1/m), and the p-value of its χ² law. */
function sizeAware(pair: BinnedPair, size: number): MethodResult {
  const bins = pair.reference.length;
  const value = psi(pair);
  const nullExpectation = (bins - 1) * size;
  return {
    value,
    bins,
    nullExpectation,
    pValue: bins < 2 ? 1 : chiSquareSurvival(value / size, bins - 1),
    corrected: Math.max(0, value - nullExpectation),
  };
}

/**
 * Population stability index without missing values.
 * @source Yurdakul and Naranjo (2020) for its law without drift
 */
export const psiMethod: DriftMethod = {
  name: "psi",
  kinds: ["numeric", "category"],
  convention: "psi/jeffreys/reference-deciles",
  compare: ({ coarse, size }) => sizeAware(coarse, size),
};

/** PSI with missing values as one more bin. */
export const psiWithNullMethod: DriftMethod = {
  name: "psiWithNull",
  kinds: ["numeric", "category"],
  convention: "psi/jeffreys/reference-deciles+null",
  compare: ({ coarse, reference, current }) => {
    if (reference.nulls + current.nulls === 0) return null;
    const pair = {
      reference: [...Array.from(coarse.reference), reference.nulls],
      current: [...Array.from(coarse.current), current.nulls],
    };
    return sizeAware(pair, 1 / reference.rows + 1 / current.rows);
  },
};
