import { hellinger, homogeneityTest, psi } from "#statistics";
import type { CompatNumber } from "./compat-number.js";
import { type CategoryPair, joinedRange, type NumericPair, pairOf, scipyKs, tellerOf } from "./compared-samples.js";
import { equalEdges } from "./numpy-histogram.js";
import { rawDistances } from "./value-counts.js";

/** frouros' numbers of a numeric column. @source frouros 0.9.0, detectors/data_drift/batch */
export function frourosNumeric(pair: NumericPair): readonly CompatNumber[] {
  const tell = tellerOf("frouros");
  const { reference, current } = pair;
  const { first, last } = joinedRange(pair);
  const binned = pairOf(pair, equalEdges(first, last, 10));
  const { ks, wasserstein, energy } = rawDistances(reference, current);
  const smallest = { rule: "epsilon", floor: 2.2250738585072014e-308 } as const;
  return [
    tell("psi", psi(binned, smallest), "equal-pooled-10/zero-to-smallest-double"),
    tell("hellinger", hellinger(binned), "equal-pooled-10"),
    tell("emd", wasserstein, "raw"),
    tell("energy", energy, "raw"),
    tell("ks", ks, "raw/scipy-auto", scipyKs(ks, reference.rows, current.rows)),
  ];
}

/** frouros' numbers of a column of levels. */
export function frourosCategory(pair: CategoryPair): readonly CompatNumber[] {
  const { statistic, pValue } = homogeneityTest(pair, { yates: true });
  return [tellerOf("frouros")("chisquare", statistic, "levels/homogeneity/yates-on-2x2", pValue)];
}
