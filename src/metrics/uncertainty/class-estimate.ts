import type { Random } from "#kernel";
import { multinomialSample, percentileInterval, type Proportion, wilsonInterval } from "#statistics";
import { type ClassMetricName, classMetrics } from "../decision/class-metrics.js";
import { totalOf } from "../decision/confusion.js";
import type { Estimate } from "../estimate.js";
import type { ConfusionCounts } from "../metric.js";

/** How an interval is drawn by the bootstrap. */
export interface BootstrapOptions {
  readonly random: Random;
  /** Default 2,000. */
  readonly replicates?: number;
  /** Default 0.95. */
  readonly level?: number;
}

/** The metrics that are a share of a fixed set of rows, with that share. */
const proportions: Partial<Record<ClassMetricName, (counts: ConfusionCounts) => Proportion>> = {
  accuracy: (counts) => ({ successes: counts.truePositives + counts.trueNegatives, count: totalOf(counts) }),
  precision: (counts) => ({
    successes: counts.truePositives,
    count: counts.truePositives + counts.falsePositives,
  }),
  recall: (counts) => ({ successes: counts.truePositives, count: counts.truePositives + counts.falseNegatives }),
  falseNegativeRate: (counts) => ({
    successes: counts.falseNegatives,
    count: counts.truePositives + counts.falseNegatives,
  }),
  falsePositiveRate: (counts) => ({
    successes: counts.falsePositives,
    count: counts.falsePositives + counts.trueNegatives,
  }),
};

/**
 * A metric of decisions with its interval: Wilson's where the metric is a share, else the bootstrap over the four
 * counts, which is the row bootstrap exactly.
 * @param name which metric
 * @param counts rows by label and decision
 * @param options how many draws, from which source, at which confidence
 */
export function classMetricEstimate(
  name: ClassMetricName,
  counts: ConfusionCounts,
  options: BootstrapOptions,
): Estimate {
  const { level = 0.95 } = options;
  const proportion = proportions[name]?.(counts);
  if (proportion === undefined) return bootstrapEstimate(name, counts, options);
  return {
    value: classMetrics[name].compute(counts),
    ...wilsonInterval(proportion.successes, proportion.count, level),
    level,
    sampleSize: proportion.count,
    method: "wilson",
  };
}

function bootstrapEstimate(name: ClassMetricName, counts: ConfusionCounts, options: BootstrapOptions): Estimate {
  const { random, replicates = 2000, level = 0.95 } = options;
  const { compute } = classMetrics[name];
  const rows = totalOf(counts);
  const cells = [counts.truePositives, counts.falsePositives, counts.falseNegatives, counts.trueNegatives];
  const values = new Float64Array(replicates);
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    const drawn = multinomialSample(rows, cells, random);
    values[replicate] = compute({
      truePositives: drawn[0]!,
      falsePositives: drawn[1]!,
      falseNegatives: drawn[2]!,
      trueNegatives: drawn[3]!,
    });
  }
  return {
    value: compute(counts),
    ...percentileInterval(values, level),
    level,
    sampleSize: rows,
    method: "multinomial-bootstrap",
  };
}
