import { confusionAt, f1, findThreshold, type ThresholdChoice, type ThresholdRule } from "#metrics";

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
 * out of reach but for a handful of rows, and holding it would decide worse than the champion does (lower F1). Then as many rows
 * are called positive as the champion calls: with a better order that is more right ones, so no metric of decisions is traded for
 * another. Elsewhere the rule is taken as it is.
 */
export function challengerThreshold(rows: ThresholdRows, rule: ThresholdRule): ThresholdChoice {
  const { labels, challenger, champion, championThreshold } = rows;
  const choice = findThreshold(labels, challenger, rule);
  if (rule.policy !== "f1-with-precision-floor") return choice;
  const champions = confusionAt(labels, champion, championThreshold);
  const called = champions.truePositives + champions.falsePositives;
  if (called === 0 || !(f1(choice.counts) < f1(champions))) return choice;
  const threshold = challenger.toSorted((left, right) => right - left)[called - 1]!;
  if (!(threshold > 0 && threshold < 1)) return choice;
  const counts = confusionAt(labels, challenger, threshold);
  return { policy: rule.policy, threshold, counts, isFloorReached: false };
}
