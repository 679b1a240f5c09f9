import { multinomialSample, percentileInterval } from "#statistics";
import { type ClassMetricName, classMetrics } from "../decision/class-metrics.js";
import type { ConfusionCounts } from "../metric.js";
import { requireScoredRows } from "../scored-rows.js";
import type { BootstrapOptions } from "./class-estimate.js";
import type { PairedDifference } from "./comparison.js";

/** Scores of one model and the threshold from which on it says yes. */
export interface Decider {
  readonly scores: Float64Array;
  readonly threshold: number;
}

/**
 * Rows by label and both decisions, all that decisions of two models on the same rows can tell.
 * Cell number: 4 · label + 2 · candidate's decision + baseline's decision.
 */
export type PairedCounts = Float64Array;

/**
 * Counts the eight cells of {@link PairedCounts}.
 * @param labels 0 or 1 per row
 * @param candidate one model and its threshold
 * @param baseline the other, on the same rows
 */
export function pairedCounts(labels: Uint8Array, candidate: Decider, baseline: Decider): PairedCounts {
  requireScoredRows(labels, candidate.scores);
  requireScoredRows(labels, baseline.scores);
  const cells = new Float64Array(8);
  for (let row = 0; row < labels.length; row += 1) {
    const byCandidate = candidate.scores[row]! >= candidate.threshold ? 2 : 0;
    const byBaseline = baseline.scores[row]! >= baseline.threshold ? 1 : 0;
    cells[4 * labels[row]! + byCandidate + byBaseline]! += 1;
  }
  return cells;
}

function candidateCounts(cells: PairedCounts): ConfusionCounts {
  return {
    truePositives: cells[6]! + cells[7]!,
    falsePositives: cells[2]! + cells[3]!,
    falseNegatives: cells[4]! + cells[5]!,
    trueNegatives: cells[0]! + cells[1]!,
  };
}

function baselineCounts(cells: PairedCounts): ConfusionCounts {
  return {
    truePositives: cells[5]! + cells[7]!,
    falsePositives: cells[1]! + cells[3]!,
    falseNegatives: cells[4]! + cells[6]!,
    trueNegatives: cells[0]! + cells[2]!,
  };
}

/**
 * Differences of decision metrics of two models on the same rows, with bootstrap intervals.
 * One multinomial draw over the eight cells is one draw of rows with replacement, so this is the row bootstrap exactly.
 * @param cells from {@link pairedCounts}
 * @param names metrics to compare, all on the same draws
 * @param options how many draws, from which source, at which confidence
 * @returns one difference per name, candidate less baseline
 */
export function compareDecisions<Name extends ClassMetricName>(
  cells: PairedCounts,
  names: readonly Name[],
  options: BootstrapOptions,
): Record<Name, PairedDifference> {
  const { random, replicates = 2000, level = 0.95 } = options;
  const rows = cells.reduce((total, count) => total + count, 0);
  const draws = names.map(() => new Float64Array(replicates));
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    const drawn = multinomialSample(rows, cells, random);
    const candidate = candidateCounts(drawn);
    const baseline = baselineCounts(drawn);
    for (let place = 0; place < names.length; place += 1) {
      const metric = classMetrics[names[place]!];
      draws[place]![replicate] = metric.compute(candidate) - metric.compute(baseline);
    }
  }
  const differences = names.map((name, place): [Name, PairedDifference] => {
    const values = bothValues(name, cells);
    const value = values.candidate - values.baseline;
    const interval = percentileInterval(draws[place]!, level);
    return [
      name,
      { ...values, difference: { value, ...interval, level, sampleSize: rows, method: "multinomial-bootstrap" } },
    ];
  });
  return Object.fromEntries(differences) as Record<Name, PairedDifference>;
}

function bothValues(name: ClassMetricName, cells: PairedCounts): { candidate: number; baseline: number } {
  const { compute } = classMetrics[name];
  return { candidate: compute(candidateCounts(cells)), baseline: compute(baselineCounts(cells)) };
}
