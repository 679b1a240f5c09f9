/** Standard errors by which the champion's loss has to exceed what it expects. */
const changeErrors = 3;

/** How a champion's loss on labels compares with the loss its own probabilities promise. */
export interface ExcessLoss {
  /** Mean log loss less the mean it expects. */
  readonly excess: number;
  /** In standard errors. */
  readonly statistic: number;
  /** Whether the world no longer is the one it learnt. */
  readonly worldChanged: boolean;
}

const bounded = (probability: number): number => Math.min(1 - 1e-9, Math.max(1e-9, probability));

/**
 * Tests whether labels lie further from calibrated probabilities than chance allows: under the champion's own probabilities
 * the loss of a row has a known mean (its entropy) and variance.
 * @param weights per row
 */
export function excessLoss(labels: Uint8Array, probabilities: Float64Array, weights: Float64Array): ExcessLoss {
  let excess = 0;
  let variance = 0;
  let total = 0;
  for (const [row, label] of labels.entries()) {
    const p = bounded(probabilities[row]!);
    const weight = weights[row]!;
    const expected = -(p * Math.log(p) + (1 - p) * Math.log(1 - p));
    excess += weight * (-Math.log(label === 1 ? p : 1 - p) - expected);
    variance += weight ** 2 * p * (1 - p) * Math.log(p / (1 - p)) ** 2;
    total += weight;
  }
  const statistic = variance === 0 ? 0 : excess / Math.sqrt(variance);
  return { excess: total === 0 ? 0 : excess / total, statistic, worldChanged: statistic > changeErrors };
}
