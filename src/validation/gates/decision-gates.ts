import type { Random } from "#kernel";
import {
  type ClassMetricName,
  classMetricEstimate,
  compareDecisions,
  confusionAt,
  type ConfusionCounts,
  falsePositiveRate,
  pairedCounts,
  rocAucEstimate,
} from "#metrics";
import type { ModelOutput, ValidationEvidence } from "../evidence.js";
import type { Gate, Measurement } from "../gate.js";
import { challengerOf, championOf, firstModel, labelsOf } from "../read-evidence.js";

function confusionOf(evidence: ValidationEvidence): ConfusionCounts {
  const { probabilities, threshold } = challengerOf(evidence);
  return confusionAt(labelsOf(evidence), probabilities, threshold);
}

function measured(name: ClassMetricName, counts: ConfusionCounts, random: Random): Measurement {
  const interval = classMetricEstimate(name, counts, { random: random.fork(name) });
  return { value: interval.value, interval, sampleSize: interval.sampleSize };
}

const atLeast = (low: number): { low: number; high: null } => ({ low, high: null });
const atMost = (high: number): { low: null; high: number } => ({ low: null, high });

/** Reference gate 1: decisions and ranking are good enough on their own. */
export const performance: Gate<"accuracy" | "precision" | "recall" | "f1" | "auc"> = {
  id: "performance",
  title: "Performance",
  checks: [
    { id: "accuracy", title: "Accuracy", unit: "score", bound: atLeast(0.7) },
    { id: "precision", title: "Precision", unit: "score", bound: atLeast(0.55) },
    { id: "recall", title: "Recall", unit: "score", bound: atLeast(0.5) },
    { id: "f1", title: "F1", unit: "score", bound: atLeast(0.55) },
    { id: "auc", title: "AUC", unit: "score", bound: atLeast(0.75) },
  ],
  measure(evidence, random) {
    const counts = confusionOf(evidence);
    const auc = rocAucEstimate(labelsOf(evidence), challengerOf(evidence).probabilities);
    return {
      measured: {
        accuracy: measured("accuracy", counts, random),
        precision: measured("precision", counts, random),
        recall: measured("recall", counts, random),
        f1: measured("f1", counts, random),
        auc: { value: auc.value, interval: auc, sampleSize: auc.sampleSize },
      },
    };
  },
};

/** Reference gate 2: not too many positives are missed; the false alarms are shown beside. */
export const errorRates: Gate<"falseNegativeRate"> = {
  id: "error-rates",
  title: "Error rates",
  checks: [{ id: "falseNegativeRate", title: "False-negative rate", unit: "share", bound: atMost(0.5) }],
  measure(evidence, random) {
    const counts = confusionOf(evidence);
    const value = falsePositiveRate(counts);
    return {
      measured: { falseNegativeRate: measured("falseNegativeRate", counts, random) },
      facts: [{ id: "falsePositiveRate", title: "False-positive rate", unit: "share", value }],
    };
  },
};

/** Reference gate 3: the rarer class is found. */
export const minorityClass: Gate<"minorityF1"> = {
  id: "minority-class",
  title: "Minority class",
  checks: [{ id: "minorityF1", title: "F1 of the rarer class", unit: "score", bound: atLeast(0.5) }],
  measure: (evidence, random) => ({
    measured: { minorityF1: measured("minorityF1", confusionOf(evidence), random) },
  }),
};

/** Reference gate 4: the model does not always say the same. */
export const predictionBalance: Gate<"smallestPredictedShare"> = {
  id: "prediction-balance",
  title: "Balance of predictions",
  checks: [
    { id: "smallestPredictedShare", title: "Share of the rarer prediction", unit: "share", bound: atLeast(0.1) },
  ],
  measure: (evidence, random) => ({
    measured: { smallestPredictedShare: measured("smallestPredictedShare", confusionOf(evidence), random) },
  }),
};

const decider = ({ probabilities, threshold }: ModelOutput): { scores: Float64Array; threshold: number } => ({
  scores: probabilities,
  threshold,
});

/** Reference gate 6: F1 does not fall much below the champion's on the same rows, each model at its own threshold. */
export const championF1: Gate<"f1Difference"> = {
  id: "champion-f1",
  title: "F1 against the champion",
  checks: [{ id: "f1Difference", title: "F1 less the champion's", unit: "score", bound: atLeast(-0.02) }],
  measure(evidence, random) {
    const champion = championOf(evidence);
    if (champion === null) return { notApplicable: firstModel };
    const cells = pairedCounts(labelsOf(evidence), decider(challengerOf(evidence)), decider(champion));
    const { f1 } = compareDecisions(cells, ["f1"], { random });
    const { difference } = f1;
    return {
      measured: { f1Difference: { value: difference.value, interval: difference, sampleSize: difference.sampleSize } },
    };
  },
};
