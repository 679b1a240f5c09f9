import type { ProbabilityMetric, TargetMetric } from "../metric.js";
import { prAuc } from "../ranking/pr-auc.js";
import { rocAuc } from "../ranking/roc-auc.js";
import { topShareLift, topSharePrecision } from "../ranking/top-share.js";
import { calibrationIntercept, calibrationInTheLarge, calibrationSlope } from "./calibration.js";
import { ece } from "./ece.js";
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
  prAuc: { name: "prAuc", direction: "higher", compute: prAuc },
  logLoss: { name: "logLoss", direction: "lower", compute: logLoss },
  brier: { name: "brier", direction: "lower", compute: brier },
  ece: { name: "ece", direction: "lower", compute: (labels, probabilities) => ece(labels, probabilities) },
  topDecilePrecision: {
    name: "topDecilePrecision",
    direction: "higher",
    compute: (labels, probabilities) => topSharePrecision(labels, probabilities),
  },
  topDecileLift: {
    name: "topDecileLift",
    direction: "higher",
    compute: (labels, probabilities) => topShareLift(labels, probabilities),
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
