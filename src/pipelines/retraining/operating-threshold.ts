import { confusionAt, f1, findThreshold, precision, type ThresholdChoice, type ThresholdRule } from "#metrics";

/** Rows that neither model learnt from. */
export interface ThresholdRows {
  /** 0 or 1 per row. */
  readonly labels: Uint8Array;
  /** Probabilities by the challenger, out of fold and calibrated. */
  readonly challenger: Float64Array;
  /** Probabilities by the champion, calibrated. */
  readonly champion: Float64Array;
  /** The champion's operating threshold. */
  readonly championThreshold: number;
}

/**
 * The operating threshold of a challenger that would replace a champion. Where the world got harder, a precision floor may be
 * out of reach but for a handful of rows, and holding it would decide worse (lower F1) than calling as many rows positive as the
 * champion calls. Then that many are called: with a better order more of them are right, so no metric of decisions is traded for
 * another. Elsewhere the rule is taken as it is.
 */
export function challengerThreshold(rows: ThresholdRows, rule: ThresholdRule): ThresholdChoice {
  const { labels, challenger, champion, championThreshold } = rows;
  const choice = findThreshold(labels, challenger, rule);
  if (rule.policy !== "f1-with-precision-floor") return choice;
  const { truePositives, falsePositives } = confusionAt(labels, champion, championThreshold);
  const called = truePositives + falsePositives;
  const threshold = called === 0 ? 0 : challenger.toSorted((left, right) => right - left)[called - 1]!;
  if (!(threshold > 0 && threshold < 1)) return choice;
  const counts = confusionAt(labels, challenger, threshold);
  const asMany = { policy: rule.policy, threshold, counts, isFloorReached: precision(counts) >= rule.floor };
  return f1(choice.counts) < f1(counts) ? asMany : choice;
}
