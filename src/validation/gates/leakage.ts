import { invalidInput } from "#kernel";
import { rocAucEstimate } from "#metrics";
import type { Gate } from "../gate.js";
import { challengerOf, labelsOf, requirePresent } from "../read-evidence.js";

/**
 * Results that are too good to be believed end in `error`: a person has to look for a feature that knows the label. What is too
 * good depends on the data: set the bound a little above what honest models reach there (on Telco churn .85, so .87).
 */
export const leakage: Gate<"auc" | "singleFeatureAuc"> = {
  id: "leakage",
  title: "Leakage sentinel",
  checks: [
    { id: "auc", title: "AUC", unit: "score", bound: { low: null, high: 0.97 } },
    {
      id: "singleFeatureAuc",
      title: "Highest AUC of a single feature",
      unit: "score",
      bound: { low: null, high: 0.95 },
    },
  ],
  measure(evidence, _random, bounds) {
    const auc = rocAucEstimate(labelsOf(evidence), challengerOf(evidence).probabilities);
    const features = requirePresent(evidence.singleFeatureAucs, "the AUC of single features");
    const unusable = features.find((feature) => !(feature.auc >= 0 && feature.auc <= 1));
    if (unusable !== undefined) {
      throw invalidInput(
        "validation/single-feature-auc-unusable",
        `the AUC of feature "${unusable.feature}" alone is ${unusable.auc}, not in [0, 1]`,
      );
    }
    // The features of a champion were looked at before; beside one, an AUC is suspicious when it is too high by more than chance.
    const chance = evidence.champion === null ? {} : { isBeyondChance: auc.low > (bounds.auc.high ?? 1) };
    const best = features
      .map(({ feature, auc }) => ({ feature, separation: Math.max(auc, 1 - auc) }))
      .reduce((most, next) => (next.separation <= most.separation ? most : next), { feature: "none", separation: 0.5 });
    return {
      measured: {
        auc: { value: auc.value, interval: auc, sampleSize: auc.sampleSize, isSuspicion: true, ...chance },
        singleFeatureAuc: {
          value: best.separation,
          sampleSize: evidence.labels.length,
          isSuspicion: true,
          note: best.feature,
        },
      },
    };
  },
};
