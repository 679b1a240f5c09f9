import { difference, weightedMean } from "./measured.js";
import type { PerformanceSums } from "./sums.js";

/** Whether labelled rows cost more log loss than their own probabilities expect. */
export interface ExcessLossTest {
  /** Mean of loss less entropy, production less hold-out. */
  readonly value: number;
  readonly z: number;
  /** One-sided. */
  readonly pValue: number;
  readonly sampleSize: number;
}

/**
 * Tests for concept drift on labelled rows. Loss less entropy does not move under covariate shift alone; the hold-out term
 * keeps false alarms down when the model was never perfectly calibrated.
 * @param holdout labelled rows the model did not see, from training
 */
export function excessLossTest(production: PerformanceSums, holdout: PerformanceSums): ExcessLossTest | null {
  if (production.totals.labelled < 2 || holdout.totals.labelled < 2) return null;
  const mean = ({ totals }: PerformanceSums): { readonly value: number; readonly variance: number } =>
    weightedMean(
      { first: totals.excess, square1: totals.excess1, square2: totals.excess2 },
      totals.weight,
      totals.weight2,
    );
  const sampleSize = production.totals.labelled;
  const { value, z, pAbove } = difference(
    { ...mean(production), sampleSize },
    { ...mean(holdout), sampleSize: holdout.totals.labelled },
  );
  return { value, z, pValue: pAbove, sampleSize };
}
