import type { FeatureDefinition } from "#features";
import { batchLogRelation, inferenceLogFields, inferenceLogTable, type LoadedModel } from "#inference";
import type { Relation, TableVersion, WrittenFile } from "#relation";
import type { PipelinePorts } from "../ports.js";

/** The features of a model, as the inference log names them. */
export function definitionsOf({ document }: LoadedModel): readonly FeatureDefinition[] {
  return document.plan.features.map(({ definition }) => definition);
}

/** Appends a written file of logged rows, once per operation. */
export async function commitLog(
  operation: string,
  written: WrittenFile,
  model: LoadedModel,
  ports: PipelinePorts,
): Promise<TableVersion> {
  return ports.tables.commit(inferenceLogTable, {
    operation,
    fields: inferenceLogFields(definitionsOf(model)),
    add: [written],
    summary: { modelVersion: model.version },
  });
}

/**
 * Appends the predictions of a batch job to the inference log, with the features they were made of.
 * @param predictions the commit of the predictions
 * @param population one row per entity: what was scored
 */
export async function logBatch(
  jobRun: string,
  predictions: TableVersion,
  population: Relation,
  context: { readonly model: LoadedModel; readonly ports: PipelinePorts },
): Promise<void> {
  const { model, ports } = context;
  const paths = predictions.added.map(({ path }) => path);
  const rows = batchLogRelation(paths, population, definitionsOf(model), jobRun);
  const path = await ports.tables.newFile(inferenceLogTable);
  const written = await (await ports.engine()).write(rows, path);
  await commitLog(`log:${predictions.operation}`, written, model, ports);
}
