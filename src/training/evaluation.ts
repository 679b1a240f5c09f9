import { createRandom } from "#kernel";
import {
  brierEstimate,
  calibrationInTheLargeEstimate,
  calibrationSlopeEstimate,
  type ClassMetricName,
  classMetricEstimate,
  type ConfusionCounts,
  type ContactProfit,
  type ContactTerms,
  confusionAt,
  contactProfit,
  type Estimate,
  logLossEstimate,
  type ProbabilityMetricName,
  probabilityMetrics,
  rocAucEstimate,
  rowBootstrapEstimate,
} from "#metrics";

/** How well probabilities fit labels: every number with interval and sample size. */
export interface ModelEvaluation {
  readonly sampleSize: number;
  readonly positives: number;
  /** Share of positives, 0 to 1. */
  readonly baseRate: number;
  /** Rows at or above it count as positive. */
  readonly threshold: number;
  readonly confusion: ConfusionCounts;
  readonly metrics: Readonly<Record<string, Estimate>>;
  /** What contacting everyone for whom it pays would have brought on these rows. */
  readonly profit: ContactProfit;
}

const decisionMetrics: readonly ClassMetricName[] = ["accuracy", "precision", "recall", "f1", "falsePositiveRate"];
const bootstrapped: readonly ProbabilityMetricName[] = ["prAuc", "ece", "topDecilePrecision", "topDecileLift"];

/** Fewer replicates on many rows, where intervals are narrow and each replicate is slow. */
function replicatesFor(rowCount: number): number {
  return Math.max(60, Math.min(400, Math.round(600_000 / Math.max(1, rowCount))));
}

/**
 * Evaluates probabilities on labelled rows. Intervals are 95 %; those from the bootstrap use a fixed seed.
 * @param labels 0 or 1 per row; both classes must be there for AUC to be defined
 * @param probabilities per row
 */
export function evaluateModel(
  labels: Uint8Array,
  probabilities: Float64Array,
  options: { readonly threshold: number; readonly terms: ContactTerms },
): ModelEvaluation {
  const confusion = confusionAt(labels, probabilities, options.threshold);
  const positives = confusion.truePositives + confusion.falseNegatives;
  const replicates = replicatesFor(labels.length);
  const metrics: Record<string, Estimate> = {
    rocAuc: rocAucEstimate(labels, probabilities),
    logLoss: logLossEstimate(labels, probabilities),
    brier: brierEstimate(labels, probabilities),
    calibrationSlope: calibrationSlopeEstimate(labels, probabilities),
    calibrationInTheLarge: calibrationInTheLargeEstimate(labels, probabilities),
  };
  for (const name of bootstrapped) {
    const random = createRandom(`evaluation/${name}`);
    metrics[name] = rowBootstrapEstimate(probabilityMetrics[name], labels, probabilities, { random, replicates });
  }
  for (const name of decisionMetrics) {
    metrics[name] = classMetricEstimate(name, confusion, { random: createRandom(`evaluation/${name}`) });
  }
  return {
    sampleSize: labels.length,
    positives,
    baseRate: positives / labels.length,
    threshold: options.threshold,
    confusion,
    metrics,
    profit: contactProfit(labels, probabilities, options.terms),
  };
}
