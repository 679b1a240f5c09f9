import { classMetrics, type ConfusionCounts } from "#metrics";

/** Metrics of decisions that production is judged by. */
export const decisionMetrics = ["f1", "precision", "recall", "accuracy"] as const;

/** One of {@link decisionMetrics}. */
export type DecisionMetricName = (typeof decisionMetrics)[number];

/** How a metric moves with each of the four counts. */
export interface CellGradient {
  readonly value: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

const cellNames = ["truePositives", "falsePositives", "falseNegatives", "trueNegatives"] as const;

/** A metric of the four counts with its slopes. */
export function cellGradient(name: DecisionMetricName, counts: ConfusionCounts): CellGradient {
  const compute = classMetrics[name].compute;
  const value = compute(counts);
  const total = cellNames.reduce((sum, cell) => sum + counts[cell], 0);
  const step = Math.max(1e-6, total * 1e-6);
  const slope = (cell: (typeof cellNames)[number]): number => {
    const up = compute({ ...counts, [cell]: counts[cell] + step });
    const down = compute({ ...counts, [cell]: Math.max(0, counts[cell] - step) });
    return (up - down) / (counts[cell] + step - Math.max(0, counts[cell] - step));
  };
  return {
    value,
    truePositives: slope("truePositives"),
    falsePositives: slope("falsePositives"),
    falseNegatives: slope("falseNegatives"),
    trueNegatives: slope("trueNegatives"),
  };
}
