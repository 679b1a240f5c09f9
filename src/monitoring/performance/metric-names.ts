/** Metrics of production, defined as at training. */
export const performanceMetricNames = [
  "f1",
  "precision",
  "recall",
  "accuracy",
  "auc",
  "logLoss",
  "brier",
  "calibrationSlope",
  "calibrationInTheLarge",
  "businessValue",
] as const;

/** One of {@link performanceMetricNames}. */
export type PerformanceMetricName = (typeof performanceMetricNames)[number];

/** Whether more or less of a metric is better; null for those that are best at a value of their own. */
export const metricDirections: Readonly<Record<PerformanceMetricName, "higher" | "lower" | null>> = {
  f1: "higher",
  precision: "higher",
  recall: "higher",
  accuracy: "higher",
  auc: "higher",
  logLoss: "lower",
  brier: "lower",
  calibrationSlope: null,
  calibrationInTheLarge: null,
  businessValue: "higher",
};

const shortNames: Readonly<Partial<Record<PerformanceMetricName, string>>> = {
  f1: "F1",
  auc: "AUC",
  logLoss: "log loss",
  brier: "Brier score",
};

/** A metric as a sentence names it. */
export const spokenMetric = (name: PerformanceMetricName): string => shortNames[name] ?? name;
