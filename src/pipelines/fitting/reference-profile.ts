import { encodeFeatures, type FeaturePlan } from "#features";
import { groupContributions, type Scorer } from "#inference";
import { DriftloopError } from "#kernel";
import { freezeReference, type ReferenceRows, referenceText } from "#monitoring";
import type { ColumnBatch } from "#tabular";
import type { PipelineSettings } from "../settings.js";
import type { FinalFit } from "./final-fit.js";
import type { PreparedTraining } from "./training-rows.js";

/** Name of the artifact that a version's production is compared with. */
export const referenceArtifact = "reference-profile.json";

/** SHAP values of rows, one column per feature, and the rows' margins. */
export type RowContributions = Required<Pick<ReferenceRows, "contributions" | "margins">>;

/**
 * SHAP values per feature of rows before encoding.
 * @returns null where the LightGBM library, which alone can tell them, is missing
 */
export async function rowContributions(
  plan: FeaturePlan,
  features: ColumnBatch,
  scorer: Scorer,
): Promise<RowContributions | null> {
  try {
    const grouped = groupContributions(plan, await scorer.contributions(encodeFeatures(plan, features)));
    const { rowCount, featureCount, values, margins } = grouped;
    const columnAt = (feature: number): Float64Array =>
      Float64Array.from({ length: rowCount }, (_, row) => values[row * featureCount + feature]!);
    const columns = plan.features.map(({ definition }, feature) => [definition.name, columnAt(feature)] as const);
    return { contributions: Object.fromEntries(columns), margins };
  } catch (error) {
    if (error instanceof DriftloopError && error.code === "model/contributions-need-library") return null;
    throw error;
  }
}

/** Ranges that the contract gives to features which are columns as they are. */
function contractRanges(plan: FeaturePlan, { contract }: Pick<PipelineSettings, "contract">): ReferenceRows["ranges"] {
  const ranges = plan.features.flatMap(({ definition: { name } }) => {
    const range = contract.columns[name]?.range;
    return range === undefined || range === null ? [] : [[name, range] as const];
  });
  return Object.fromEntries(ranges);
}

/**
 * What a model saw, as the text of {@link referenceArtifact}: its training rows with the scores that models gave them which had
 * not seen them. Scores of the final model on rows it was fitted on would make every honest window look like drift.
 */
export async function referenceProfileText(
  { prepared, final }: { readonly prepared: PreparedTraining; readonly final: FinalFit },
  scorer: Scorer,
  settings: PipelineSettings,
): Promise<string> {
  const { plan, rows } = prepared;
  const explained = await rowContributions(plan, rows.features, scorer);
  const ranges = contractRanges(plan, settings);
  return referenceText(
    freezeReference({
      features: rows.features,
      probabilities: final.calibration.probabilities,
      threshold: final.threshold.threshold,
      ...explained,
      ...(ranges === undefined ? {} : { ranges }),
    }),
  );
}
