import { codeProjections, encodeFeatures, type FeaturePlan, selectColumns } from "#features";
import type { Relation } from "#relation";
import type { ColumnBatch } from "#tabular";
import type { Scorer } from "./ports.js";

/** Scored rows of one batch. */
export interface ScoredBatch {
  readonly entities: readonly (string | null)[];
  /** One column per feature of the plan, before encoding; levels may be codes. */
  readonly features: ColumnBatch;
  /** `[rowCount]`, 0 to 1. */
  readonly probabilities: Float64Array;
}

/**
 * What {@link scoreRows} needs of feature rows: the entity and the plan's features, levels as codes.
 * @param features has a text column `entity` and one column per feature of the plan
 */
export function scoringRelation(features: Relation, plan: FeaturePlan): Relation {
  const entity = { name: "entity", expression: { kind: "column", name: "entity", type: "text" } } as const;
  return { kind: "project", input: features, columns: [entity, ...codeProjections(plan)] };
}

/**
 * Scores batch by batch, in constant memory.
 * @param batches have a text column `entity` and one column per feature of the plan: numbers, level texts or level codes
 */
export async function* scoreRows(
  batches: AsyncIterable<ColumnBatch>,
  plan: FeaturePlan,
  scorer: Pick<Scorer, "probabilities">,
): AsyncGenerator<ScoredBatch> {
  const names = plan.features.map(({ definition }) => definition.name);
  for await (const batch of batches) {
    const entities = selectColumns(batch, ["entity"]).columns[0] as readonly (string | null)[];
    const features = selectColumns(batch, names);
    yield { entities, features, probabilities: await scorer.probabilities(encodeFeatures(plan, features)) };
  }
}
