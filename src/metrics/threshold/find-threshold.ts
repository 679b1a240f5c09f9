import { confusionAt } from "../decision/confusion.js";
import type { ConfusionCounts } from "../metric.js";
import { contactThreshold, type ContactTerms } from "../profit/contact-terms.js";
import { groupByScore, type ScoreGroups } from "../scored-rows.js";

/** How the operating threshold is found. */
export type ThresholdRule =
  | { readonly policy: "f1-with-precision-floor"; readonly floor: number }
  | { readonly policy: "cost"; readonly terms: ContactTerms }
  | { readonly policy: "fixed"; readonly value: number };

/** An operating threshold and what it does on the rows it was found on. */
export interface ThresholdChoice {
  readonly policy: ThresholdRule["policy"];
  /** Rows at or above it count as positive. */
  readonly threshold: number;
  readonly counts: ConfusionCounts;
  /** False when no threshold reaches the precision floor and the best F1 was taken instead; null for other policies. */
  readonly isFloorReached: boolean | null;
}

interface BestGroup {
  readonly group: number;
  readonly f1: number;
}

function bestF1Group(groups: ScoreGroups, floor: number): BestGroup | undefined {
  let best: BestGroup | undefined;
  for (let group = 0; group < groups.scores.length; group += 1) {
    const found = groups.truePositives[group]!;
    const chosen = found + groups.falsePositives[group]!;
    if (found < floor * chosen) continue;
    const f1 = (2 * found) / (chosen + groups.positives);
    if (best === undefined || f1 > best.f1) best = { group, f1 };
  }
  return best;
}

function countsOfGroup(groups: ScoreGroups, group: number): ConfusionCounts {
  const truePositives = groups.truePositives[group]!;
  const falsePositives = groups.falsePositives[group]!;
  return {
    truePositives,
    falsePositives,
    falseNegatives: groups.positives - truePositives,
    trueNegatives: groups.negatives - falsePositives,
  };
}

/**
 * The threshold with the highest F1 among those whose precision is at least `floor`; of equal ones the highest.
 * Falls back to the highest F1 of all, and says so, when no threshold finds a positive at that precision.
 * @param labels of rows the model did not learn from (out-of-fold)
 * @param probabilities out-of-fold, per row
 * @param floor lowest precision, in [0, 1]
 */
export function f1Threshold(labels: Uint8Array, probabilities: Float64Array, floor: number): ThresholdChoice {
  const groups = groupByScore(labels, probabilities);
  const within = bestF1Group(groups, floor);
  const isFloorReached = within !== undefined && within.f1 > 0;
  const { group } = isFloorReached ? within : bestF1Group(groups, 0)!;
  return {
    policy: "f1-with-precision-floor",
    threshold: groups.scores[group]!,
    counts: countsOfGroup(groups, group),
    isFloorReached,
  };
}

/**
 * The operating threshold under a rule.
 * @param labels of rows the model did not learn from (out-of-fold)
 * @param probabilities out-of-fold and calibrated, per row
 * @param rule policy with its numbers
 */
export function findThreshold(labels: Uint8Array, probabilities: Float64Array, rule: ThresholdRule): ThresholdChoice {
  if (rule.policy === "f1-with-precision-floor") return f1Threshold(labels, probabilities, rule.floor);
  const threshold = rule.policy === "cost" ? contactThreshold(rule.terms) : rule.value;
  return {
    policy: rule.policy,
    threshold,
    counts: confusionAt(labels, probabilities, threshold),
    isFloorReached: null,
  };
}
