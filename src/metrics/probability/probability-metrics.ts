import type { ProbabilityMetric, TargetMetric } from "../metric.js";
import { prAuc, prAucOf } from "../ranking/pr-auc.js";
import { rocAuc } from "../ranking/roc-auc.js";
import { topShareLift, topShareLiftOf, topSharePrecision, topSharePrecisionOf } from "../ranking/top-share.js";
import { calibrationIntercept, calibrationInTheLarge, calibrationSlope } from "./calibration.js";
import { ece, eceOfDrawn } from "./ece.js";
import { brier, logLoss } from "./loss.js";

/** Names of the metrics of probabilities. */
export type ProbabilityMetricName =
  | "rocAuc"
  | "prAuc"
  | "logLoss"
  | "brier"
  | "ece"
  | "topDecilePrecision"
  | "topDecileLift";

/** Metrics of probabilities that are best at one end. */
export const probabilityMetrics: Readonly<Record<ProbabilityMetricName, ProbabilityMetric>> = {
  rocAuc: { name: "rocAuc", direction: "higher", compute: rocAuc },
  prAuc: {
    name: "prAuc",
    direction: "higher",
    compute: prAuc,
    computeDrawn: ({ groups }) => prAucOf(groups),
  },
  logLoss: { name: "logLoss", direction: "lower", compute: logLoss },
  brier: { name: "brier", direction: "lower", compute: brier },
  ece: {
    name: "ece",
    direction: "lower",
    compute: (labels, probabilities) => ece(labels, probabilities),
    computeDrawn: (drawn) => eceOfDrawn(drawn),
  },
  topDecilePrecision: {
    name: "topDecilePrecision",
    direction: "higher",
    compute: (labels, probabilities) => topSharePrecision(labels, probabilities),
    computeDrawn: ({ groups }) => topSharePrecisionOf(groups),
  },
  topDecileLift: {
    name: "topDecileLift",
    direction: "higher",
    compute: (labels, probabilities) => topShareLift(labels, probabilities),
    computeDrawn: ({ groups }) => topShareLiftOf(groups),
  },
};

/** Names of the metrics of calibration. */
export type CalibrationMetricName = "calibrationSlope" | "calibrationIntercept" | "calibrationInTheLarge";

/** Metrics of probabilities that are best at a value in the middle. */
export const calibrationMetrics: Readonly<Record<CalibrationMetricName, TargetMetric>> = {
  calibrationSlope: { name: "calibrationSlope", target: 1, compute: calibrationSlope },
  calibrationIntercept: { name: "calibrationIntercept", target: 0, compute: calibrationIntercept },
  calibrationInTheLarge: { name: "calibrationInTheLarge", target: 0, compute: calibrationInTheLarge },
};
