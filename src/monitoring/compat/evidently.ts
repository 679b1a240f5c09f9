import {
  type BinnedPair,
  filledShares,
  goodnessOfFitTest,
  hellinger,
  jsDivergence,
  klDivergence,
  psi,
} from "#statistics";
import type { CompatNumber } from "./compat-number.js";
import {
  bothWhole,
  type CategoryPair,
  joinedRange,
  type NumericPair,
  pairOf,
  scipyKs,
  tellerOf,
  valuePair,
} from "./compared-samples.js";
import { sturgesEdges } from "./numpy-histogram.js";
import { mergedValues, momentsOf, rawDistances } from "./value-counts.js";

/** KL divergence after Evidently's filling of empty bins; SciPy makes shares of what is given. */
function evidentlyKl(pair: BinnedPair): number {
  const [before, after] = [pair.reference, pair.current].map((counts) => {
    const filled = filledShares(counts, { rule: "evidently" });
    const whole = filled.reduce((sum, share) => sum + share, 0);
    return filled.map((share) => share / whole);
  });
  return klDivergence(before!, after!);
}

/** Evidently's numbers of a numeric column. @source evidently 0.7.23, legacy/calculations/stattests */
export function evidentlyNumeric(pair: NumericPair): readonly CompatNumber[] {
  const tell = tellerOf("evidently");
  const { reference, current } = pair;
  const isBinned = reference.values.length > 20;
  const rows = reference.rows + current.rows;
  const binned = isBinned ? pairOf(pair, sturgesEdges(joinedRange(pair), rows, bothWhole(pair))) : valuePair(pair);
  const bins = isBinned ? `sturges-pooled-${binned.reference.length}` : `values-${binned.reference.length}`;
  const distinct = mergedValues(reference, current).length;
  const spaced = pairOf(pair, sturgesEdges(joinedRange(pair), distinct, bothWhole(pair)));
  const { ks, wasserstein, energy } = rawDistances(reference, current);
  const deviation = Math.max(momentsOf(reference).deviation, 0.001);
  return [
    tell("psi", psi(binned, { rule: "evidently" }), `${bins}/zero-to-1e-4`),
    tell("jensenshannon", Math.sqrt(jsDivergence(binned)), `${bins}/distance/ln`),
    tell("kl_div", evidentlyKl(binned), `${bins}/zero-to-1e-4/renormalised`),
    tell("hellinger", hellinger(spaced), `sturges-of-distinct-values-${spaced.reference.length}`),
    tell("wasserstein", wasserstein / deviation, "raw/over-max(std0-reference,0.001)"),
    tell("ks", null, "raw/scipy-auto", scipyKs(ks, reference.rows, current.rows)),
    tell("ed", energy, "raw"),
  ];
}

/** Evidently's numbers of a column of levels; its χ² takes the reference as exact, and one new level makes p zero. */
export function evidentlyCategory(pair: CategoryPair): readonly CompatNumber[] {
  const tell = tellerOf("evidently");
  return [
    tell("psi", psi(pair, { rule: "evidently" }), "levels/zero-to-1e-4"),
    tell("jensenshannon", Math.sqrt(jsDivergence(pair)), "levels/distance/ln"),
    tell("kl_div", evidentlyKl(pair), "levels/zero-to-1e-4/renormalised"),
    tell("hellinger", hellinger(pair), "levels"),
    tell("chisquare", null, "levels/goodness-of-fit", goodnessOfFitTest(pair).pValue),
  ];
}
