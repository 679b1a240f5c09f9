import type { FeaturePlan, FittedFeature } from "#features";
import { type FeatureValue, reasonSentence } from "./reason-words.js";

/** Why a row got its probability, as far as one feature goes. */
export interface ReasonCode {
  readonly feature: string;
  /** The contract's columns the feature is made of. */
  readonly columns: readonly string[];
  /** Null when it is missing. */
  readonly value: FeatureValue;
  /** Median or most frequent level of the training rows; null when there was none. */
  readonly typical: FeatureValue;
  /** SHAP value in log-odds; above zero speaks for the positive label. */
  readonly contribution: number;
  /** The probability less what it would be without this contribution, −1 to 1. */
  readonly effect: number;
  /** Whether the business can change it. */
  readonly actionable: boolean;
  readonly sentence: string;
}

/**
 * Who reads: `business` gets what speaks for the positive label and can be changed, `auditor` every feature in both
 * directions.
 */
export type Audience = "business" | "auditor";

/** One row with what is needed to give reasons for its probability. */
export interface ReasonedRow {
  /** Log-odds. */
  readonly margin: number;
  /** `[featureCount]`, log-odds. */
  readonly contributions: ArrayLike<number>;
  /** `[featureCount]`. */
  readonly values: readonly FeatureValue[];
}

/** The value of a feature that is typical of the training rows. */
export function typicalValueOf(feature: FittedFeature): FeatureValue {
  return feature.kind === "number" ? feature.typical : (feature.levels[0] ?? null);
}

/** Most reasons a business user is given. */
export const mostBusinessReasons = 4;

/**
 * Reasons for one row's probability, largest contribution first.
 * @param probabilityOf the model's probability of a margin, calibration included
 * @param audience `business` gets at most four
 */
export function reasonCodes(
  row: ReasonedRow,
  plan: FeaturePlan,
  probabilityOf: (margin: number) => number,
  audience: Audience,
): readonly ReasonCode[] {
  const probability = probabilityOf(row.margin);
  const reasons = plan.features.map((feature, index): ReasonCode => {
    const { name, columns, actionable } = feature.definition;
    const contribution = row.contributions[index]!;
    const effect = probability - probabilityOf(row.margin - contribution);
    const told = { feature: name, value: row.values[index]!, typical: typicalValueOf(feature), effect };
    return { ...told, columns, contribution, actionable, sentence: reasonSentence(told) };
  });
  const ranked = reasons.toSorted((left, right) => Math.abs(right.contribution) - Math.abs(left.contribution));
  if (audience === "auditor") return ranked;
  return ranked.filter(({ actionable, contribution }) => actionable && contribution > 0).slice(0, mostBusinessReasons);
}
