import {
  encodeFeatures,
  type FeatureDefinition,
  featureTableRelation,
  type LabelledRows,
  labelledRelation,
  loadLabelledRows,
  type RowTimes,
  scanTable,
  type Split,
  type TrainingSources,
} from "#features";
import { type LoadedModel, openModelScorer } from "#inference";
import { cleanedRelation } from "#ingestion";
import { digestOf } from "#kernel";
import type { Relation, TableSnapshot } from "#relation";
import type { FeatureMatrix, SchemaContract } from "#tabular";
import type { PipelinePorts } from "./ports.js";

/** What decides which feature rows raw rows give: equal recipes, equal features. */
export function featureRecipeDigest(
  contract: SchemaContract,
  times: RowTimes,
  definitions: readonly FeatureDefinition[],
): string {
  return digestOf([contract, times, definitions]);
}

/**
 * Feature rows under a model's own definitions: the feature table where it was built with the same ones, else worked out
 * from the raw rows, so that a champion stays usable after the definitions changed.
 */
export async function featureRowsFor(
  model: LoadedModel,
  features: TableSnapshot,
  ports: PipelinePorts,
): Promise<Relation> {
  const { contract, times, plan } = model.document;
  const definitions = plan.features.map(({ definition }) => definition);
  const builds = await ports.tables.versions("features");
  const build = builds.findLast(({ dataChange, version }) => dataChange && version <= features.version);
  const summary = build?.summary as { readonly recipeDigest: string; readonly rawVersion: number } | undefined;
  if (summary?.recipeDigest === featureRecipeDigest(contract, times, definitions)) return scanTable(features);
  const raw = await ports.tables.snapshot("raw", summary === undefined ? undefined : { version: summary.rawVersion });
  return featureTableRelation(cleanedRelation(contract, raw), contract, times, definitions);
}

/** Labelled rows of a split with a model's features, and the model's inputs. */
export interface ModelRows {
  readonly rows: LabelledRows;
  readonly matrix: FeatureMatrix;
}

/** Loads the labelled rows of a split as a model sees them. */
export async function loadModelRows(
  model: LoadedModel,
  sources: TrainingSources,
  split: Split,
  ports: PipelinePorts,
): Promise<ModelRows> {
  const { plan, contract } = model.document;
  const relation = labelledRelation(sources, split, {
    features: await featureRowsFor(model, sources.features, ports),
    hasEventTime: contract.eventTime !== null,
  });
  const names = plan.features.map(({ definition }) => definition.name);
  const rows = await loadLabelledRows(relation, names, await ports.engine());
  return { rows, matrix: encodeFeatures(plan, rows.features) };
}

/** A model's probabilities of encoded rows. */
export async function scoreMatrix(
  model: LoadedModel,
  matrix: FeatureMatrix,
  ports: PipelinePorts,
): Promise<Float64Array> {
  const scorer = await openModelScorer(model, await ports.scorers());
  try {
    return await scorer.probabilities(matrix);
  } finally {
    await scorer.close();
  }
}
