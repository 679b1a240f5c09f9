import { difference, estimateOf, type Measured } from "./measured.js";
import { metricDirections, type PerformanceMetricName } from "./metric-names.js";

/** A metric in production beside the same metric at training. */
export interface TrainingComparison {
  readonly metric: PerformanceMetricName;
  readonly training: number;
  readonly production: number;
  /** Of the number in production, at 95 %. */
  readonly interval: readonly [low: number, high: number];
  /** How much worse production is, relative to training; negative when it is better. */
  readonly loss: number;
  /** One-sided: that production is worse by chance. */
  readonly pValue: number;
  readonly sampleSize: number;
  /** Whether it is worse by at least the bound, and not by chance. */
  readonly isWorse: boolean;
}

/**
 * Compares a metric with training: worse means by at least `bound` and beyond chance, so small windows cry no wolf.
 * @param options `bound` relative, default 0.05; `alpha` default 0.01
 */
export function compareWithTraining(
  metric: PerformanceMetricName,
  production: Measured,
  training: Measured,
  options: { readonly bound?: number; readonly alpha?: number } = {},
): TrainingComparison {
  const { bound = 0.05, alpha = 0.01 } = options;
  const isHigherBetter = metricDirections[metric] !== "lower";
  const [better, worse] = isHigherBetter ? [training, production] : [production, training];
  const { value, pAbove } = difference(better, worse);
  const { low, high } = estimateOf(production);
  const loss = value / Math.abs(training.value);
  return {
    metric,
    training: training.value,
    production: production.value,
    interval: [low, high],
    loss,
    pValue: pAbove,
    sampleSize: production.sampleSize,
    isWorse: loss >= bound && pAbove <= alpha,
  };
}
