import {
  calibrationInTheLargeEstimate,
  calibrationSlopeEstimate,
  compareLogLoss,
  compareRocAuc,
  type Estimate,
} from "#metrics";
import type { Gate, Measurement } from "../gate.js";
import { challengerOf, judgedRows, labelsOf, logisticOf, requirePresent } from "../read-evidence.js";

const asMeasured = (interval: Estimate): Measurement => ({
  value: interval.value,
  interval,
  sampleSize: interval.sampleSize,
});

/** Probabilities fit the labels as well as those of a logistic regression fitted on the same rows. */
export const logisticLogLoss: Gate<"logLossDifference"> = {
  id: "logistic-log-loss",
  title: "Log loss against logistic regression",
  checks: [
    {
      id: "logLossDifference",
      title: "Log loss less the logistic regression's",
      unit: "score",
      bound: { low: null, high: 0.005 },
    },
  ],
  measure(evidence) {
    const { probabilities } = challengerOf(evidence);
    const { difference } = compareLogLoss(labelsOf(evidence), probabilities, logisticOf(evidence));
    return { measured: { logLossDifference: asMeasured(difference) } };
  },
};

/** Rows are ranked as well as by a logistic regression fitted on the same rows. */
export const logisticAuc: Gate<"aucDifference"> = {
  id: "logistic-auc",
  title: "AUC against logistic regression",
  checks: [
    {
      id: "aucDifference",
      title: "AUC less the logistic regression's",
      unit: "score",
      bound: { low: -0.005, high: null },
    },
  ],
  measure(evidence) {
    const { probabilities } = challengerOf(evidence);
    const { difference } = compareRocAuc(labelsOf(evidence), probabilities, logisticOf(evidence));
    return { measured: { aucDifference: asMeasured(difference) } };
  },
};

/** A probability of 30 % means 3 in 10. */
export const calibration: Gate<"slope" | "inTheLarge"> = {
  id: "calibration",
  title: "Calibration",
  checks: [
    { id: "slope", title: "Calibration slope", unit: "score", bound: { low: 0.8, high: 1.2 } },
    { id: "inTheLarge", title: "Mean probability less base rate", unit: "score", bound: { low: -0.03, high: 0.03 } },
  ],
  measure(evidence) {
    const { probabilities } = challengerOf(evidence);
    return {
      measured: {
        slope: asMeasured(calibrationSlopeEstimate(labelsOf(evidence), probabilities)),
        inTheLarge: asMeasured(calibrationInTheLargeEstimate(labelsOf(evidence), probabilities)),
      },
    };
  },
};

/** Missing values cost little ranking quality on all judged rows. */
export const nullRobustness: Gate<"aucDifference"> = {
  id: "null-robustness",
  title: "AUC with 10 % nulls",
  checks: [
    { id: "aucDifference", title: "AUC less that of complete rows", unit: "score", bound: { low: -0.015, high: null } },
  ],
  measure(evidence) {
    const { all } = requirePresent(evidence.withNulls, "the scores of rows with nulls");
    const withNulls = judgedRows(evidence, all, "the challenger on rows with nulls");
    const { difference } = compareRocAuc(labelsOf(evidence), withNulls, challengerOf(evidence).probabilities);
    return { measured: { aucDifference: asMeasured(difference) } };
  },
};
