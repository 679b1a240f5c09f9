import { decimalFormat, type NumberFormat, percentFormat, type Quantity } from "../number-format.js";
import type { Estimate, ReportMetric } from "./input.js";

/** How a metric is called, written and explained. */
interface MetricWords {
  readonly label: string;
  readonly format: NumberFormat;
  readonly definition: string;
}

/** The metrics that bring their own words. */
const metricWords: Readonly<Record<string, MetricWords>> = {
  auc: {
    label: "AUC",
    format: decimalFormat(3),
    definition:
      "Share of positive–negative pairs in which the positive has the higher score: 0.5 is chance, 1 is perfect order.",
  },
  prAuc: {
    label: "PR AUC",
    format: decimalFormat(3),
    definition: "Average precision over all recalls; a model without skill reaches the share of positives.",
  },
  logLoss: {
    label: "Log loss",
    format: decimalFormat(3),
    definition: "Mean negative log-likelihood of the outcome under the predicted probability; smaller is better.",
  },
  brier: {
    label: "Brier score",
    format: decimalFormat(3),
    definition: "Mean squared difference between probability and outcome (1 or 0); smaller is better.",
  },
  f1: {
    label: "F1",
    format: decimalFormat(3),
    definition: "Harmonic mean of precision and recall at the operating threshold.",
  },
  precision: {
    label: "Precision",
    format: percentFormat(1),
    definition: "Share of true positives among the rows at or above the operating threshold.",
  },
  recall: {
    label: "Recall",
    format: percentFormat(1),
    definition: "Share of all positives that are at or above the operating threshold.",
  },
  accuracy: {
    label: "Accuracy",
    format: percentFormat(1),
    definition: "Share of rows whose class is predicted correctly at the operating threshold.",
  },
  calibrationSlope: {
    label: "Calibration slope",
    format: decimalFormat(2),
    definition:
      "Slope of the outcome's log-odds on the predicted log-odds; 1 means probabilities are neither too bold nor too timid.",
  },
  calibrationError: {
    label: "Calibration error",
    format: decimalFormat(3),
    definition: "Mean distance between predicted and observed share over groups of similar scores; smaller is better.",
  },
  topDecileLift: {
    label: "Lift of the top 10\u00a0%",
    format: decimalFormat(2),
    definition: "Share of positives among the tenth with the highest scores, divided by the share among all rows.",
  },
};

/**
 * Words for a metric: its own where given, the table's otherwise, its bare name as a last resort.
 * @param metric the measured metric
 */
export function wordsOf(metric: ReportMetric): MetricWords {
  const known = metricWords[metric.name];
  return {
    label: metric.label ?? known?.label ?? metric.name,
    format: metric.format ?? known?.format ?? decimalFormat(3),
    definition: metric.definition ?? known?.definition ?? "",
  };
}

/**
 * An estimate with the way it is written.
 * @param estimate value and interval
 * @param format how to write both
 */
export function quantityOf(estimate: Estimate, format: NumberFormat): Quantity {
  return {
    value: estimate.value,
    format,
    ...(estimate.interval === undefined ? {} : { interval: estimate.interval }),
  };
}
