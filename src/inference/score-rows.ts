import { encodeFeatures, selectColumns } from "#features";
import type { AnalyticsEngine, Relation } from "#relation";
import type { ColumnBatch } from "#tabular";
import { calibratedProbabilities } from "./calibrated-probability.js";
import type { ModelDocument } from "./model-document.js";
import type { Scorer } from "./ports.js";

/** Scored rows of one batch. */
export interface ScoredBatch {
  readonly entities: readonly (string | null)[];
  /** One column per feature of the plan, before encoding. */
  readonly features: ColumnBatch;
  /** `[rowCount]`, 0 to 1. */
  readonly probabilities: Float64Array;
}

/**
 * Scores a relation batch by batch, in constant memory.
 * @param relation has a text column `entity` and one column per feature of the plan
 */
export async function* scoreRows(
  relation: Relation,
  model: Pick<ModelDocument, "plan" | "calibrator">,
  ports: { readonly engine: AnalyticsEngine; readonly scorer: Scorer },
): AsyncGenerator<ScoredBatch> {
  const { plan } = model;
  const names = plan.features.map(({ definition }) => definition.name);
  for await (const batch of ports.engine.stream(relation)) {
    const entities = selectColumns(batch, ["entity"]).columns[0] as readonly (string | null)[];
    const features = selectColumns(batch, names);
    const probabilities = calibratedProbabilities(
      model,
      await ports.scorer.probabilities(encodeFeatures(plan, features)),
    );
    yield { entities, features, probabilities };
  }
}
