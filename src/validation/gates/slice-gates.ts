import type { Gate, Measurement } from "../gate.js";
import {
  fewestOfAClass,
  type SliceAuc,
  sliceAucDifferences,
  sliceAucs,
  sliceLevel,
  worstSlice,
} from "../slice-aucs.js";
import { challengerOf, championOf, firstModel, labelsOf } from "../read-evidence.js";

const noSlice = `No slice has ${fewestOfAClass} rows of each class, so none can be judged on its own.`;

function asMeasured({ slice, estimate, adjustedP }: SliceAuc): Measurement {
  return {
    value: estimate.value,
    interval: estimate,
    sampleSize: estimate.sampleSize,
    isBeyondChance: adjustedP < sliceLevel,
    note: slice,
  };
}

/**
 * No slice loses much to the champion. A slice fails when its AUC is more than the bound below the champion's and, by DeLong's
 * test with Holm's correction over all slices, below it by more than chance.
 */
export const slicesAgainstChampion: Gate<"worstDifference"> = {
  id: "slices-against-champion",
  title: "Slices against the champion",
  checks: [
    {
      id: "worstDifference",
      title: "Lowest AUC of a slice less the champion's",
      unit: "score",
      bound: { low: -0.03, high: null },
    },
  ],
  measure(evidence, _random, bounds) {
    const champion = championOf(evidence);
    if (champion === null) return { notApplicable: firstModel };
    const models = { candidate: challengerOf(evidence).probabilities, baseline: champion.probabilities };
    const slices = sliceAucDifferences(labelsOf(evidence), models, evidence.slices);
    const worst = worstSlice(slices, bounds.worstDifference.low ?? 0);
    return worst === undefined ? { notApplicable: noSlice } : { measured: { worstDifference: asMeasured(worst) } };
  },
};

/**
 * Every slice is ranked well enough. A slice fails when its AUC is below the bound by more than chance, Holm-corrected over all
 * slices: with 30 positives the standard error of an AUC is about .045, so the bare number would fail honest models.
 */
export const worstSliceAuc: Gate<"lowestAuc"> = {
  id: "worst-slice",
  title: "Worst slice",
  checks: [{ id: "lowestAuc", title: "Lowest AUC of a slice", unit: "score", bound: { low: 0.7, high: null } }],
  measure(evidence, _random, bounds) {
    const low = bounds.lowestAuc.low ?? 0;
    const slices = sliceAucs(labelsOf(evidence), challengerOf(evidence).probabilities, evidence.slices, low);
    const worst = worstSlice(slices, low);
    return worst === undefined ? { notApplicable: noSlice } : { measured: { lowestAuc: asMeasured(worst) } };
  },
};
