import { bootstrap, percentileInterval } from "#statistics";
import type { Estimate } from "../estimate.js";
import type { ProbabilityMetric } from "../metric.js";
import type { BootstrapOptions } from "./class-estimate.js";

/**
 * Any metric of probabilities with a bootstrap interval over rows, for metrics without a formula of their own
 * (PR-AUC, calibration error, top-decile precision).
 * Costs as much as working the metric out `replicates` times.
 * @param metric what to work out on every draw
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @param options how many draws, from which source, at which confidence
 */
export function rowBootstrapEstimate(
  metric: Pick<ProbabilityMetric, "compute">,
  labels: Uint8Array,
  probabilities: Float64Array,
  options: BootstrapOptions,
): Estimate {
  const { random, replicates = 2000, level = 0.95 } = options;
  const drawnLabels = new Uint8Array(labels.length);
  const drawnProbabilities = new Float64Array(labels.length);
  const compute = (rows: Uint32Array): number => {
    for (let place = 0; place < rows.length; place += 1) {
      drawnLabels[place] = labels[rows[place]!]!;
      drawnProbabilities[place] = probabilities[rows[place]!]!;
    }
    return metric.compute(drawnLabels, drawnProbabilities);
  };
  const value = metric.compute(labels, probabilities);
  const values = bootstrap(labels.length, compute, { replicates, random });
  return { value, ...percentileInterval(values, level), level, sampleSize: labels.length, method: "row-bootstrap" };
}
