import { bootstrap, percentileInterval } from "#statistics";
import { drawnRowsOf } from "../drawn-rows.js";
import type { Estimate } from "../estimate.js";
import type { ProbabilityMetric } from "../metric.js";
import type { BootstrapOptions } from "./class-estimate.js";

type Statistic = Parameters<typeof bootstrap>[1];

function statisticOfDrawn(
  computeDrawn: NonNullable<ProbabilityMetric["computeDrawn"]>,
  labels: Uint8Array,
  probabilities: Float64Array,
): Statistic {
  const drawn = drawnRowsOf(labels, probabilities);
  return (rows) => computeDrawn(drawn(rows));
}

function statisticOfCopies(
  compute: ProbabilityMetric["compute"],
  labels: Uint8Array,
  probabilities: Float64Array,
): Statistic {
  const drawnLabels = new Uint8Array(labels.length);
  const drawnProbabilities = new Float64Array(labels.length);
  return (rows) => {
    for (let place = 0; place < rows.length; place += 1) {
      drawnLabels[place] = labels[rows[place]!]!;
      drawnProbabilities[place] = probabilities[rows[place]!]!;
    }
    return compute(drawnLabels, drawnProbabilities);
  };
}

/**
 * Any metric of probabilities with a bootstrap interval over rows, for metrics without a formula of their own
 * (PR-AUC, calibration error, top-decile precision).
 * Costs as much as working the metric out `replicates` times, less the sorting for metrics that take drawn rows.
 * @param metric what to work out on every draw
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @param options how many draws, from which source, at which confidence
 */
export function rowBootstrapEstimate(
  metric: Pick<ProbabilityMetric, "compute" | "computeDrawn">,
  labels: Uint8Array,
  probabilities: Float64Array,
  options: BootstrapOptions,
): Estimate {
  const { random, replicates = 2000, level = 0.95 } = options;
  const { compute, computeDrawn } = metric;
  const statistic =
    computeDrawn === undefined
      ? statisticOfCopies(compute, labels, probabilities)
      : statisticOfDrawn(computeDrawn, labels, probabilities);
  const value = compute(labels, probabilities);
  const values = bootstrap(labels.length, statistic, { replicates, random });
  return { value, ...percentileInterval(values, level), level, sampleSize: labels.length, method: "row-bootstrap" };
}
