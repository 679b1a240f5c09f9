import { encodeFeatures, type FittedFeature } from "#features";
import type { ColumnBatch, ColumnValues } from "#tabular";
import { probabilityOfMargin } from "../calibrated-probability.js";
import type { ModelDocument } from "../model-document.js";
import type { Scorer } from "../ports.js";
import { contributionsByColumn, groupContributions } from "./feature-contributions.js";
import { type Audience, type ReasonCode, reasonCodes } from "./reason-code.js";
import type { FeatureValue } from "./reason-words.js";

/** A row's probability with the reasons for it. */
export interface Explanation {
  readonly probability: number;
  /** Log-odds before calibration: `baseMargin` plus all contributions. */
  readonly margin: number;
  /** What the model says before it has seen a row, log-odds. */
  readonly baseMargin: number;
  /** The same as a probability. */
  readonly baseProbability: number;
  /** Contributions by column of the raw data, log-odds. */
  readonly byColumn: Readonly<Record<string, number>>;
  readonly reasons: readonly ReasonCode[];
}

/** What a person would call the value of a feature in a row. */
export function featureValueAt(feature: FittedFeature, column: ColumnValues, row: number): FeatureValue {
  const value = column[row] ?? null;
  if (value === null || Number.isNaN(value)) return null;
  return feature.kind === "category" && typeof value === "number" ? (feature.levels[value] ?? null) : value;
}

/**
 * Explains rows by SHAP values (path-dependent TreeSHAP), added up to features.
 * @param features one column per feature of the plan, before encoding
 * @returns one explanation per row
 */
export async function explainRows(
  features: ColumnBatch,
  model: Pick<ModelDocument, "plan" | "calibrator">,
  scorer: Scorer,
  audience: Audience,
): Promise<readonly Explanation[]> {
  if (features.rowCount === 0) return [];
  const { plan } = model;
  const grouped = groupContributions(plan, await scorer.contributions(encodeFeatures(plan, features)));
  const probabilityOf = (margin: number): number => probabilityOfMargin(model, margin);
  return Array.from({ length: features.rowCount }, (_, row): Explanation => {
    const from = row * grouped.featureCount;
    const contributions = grouped.values.subarray(from, from + grouped.featureCount);
    const margin = grouped.margins[row]!;
    const values = plan.features.map((feature, index) => featureValueAt(feature, features.columns[index]!, row));
    return {
      probability: probabilityOf(margin),
      margin,
      baseMargin: grouped.base,
      baseProbability: probabilityOf(grouped.base),
      byColumn: contributionsByColumn(plan, contributions),
      reasons: reasonCodes({ margin, contributions, values }, plan, probabilityOf, audience),
    };
  });
}
