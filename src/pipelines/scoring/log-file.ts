import { encodeFeatures, selectColumns } from "#features";
import {
  createForestScorerFactory,
  inferenceLogFields,
  inferenceLogTable,
  type LoadedModel,
  loadModel,
  loggedBatch,
  openModelScorer,
} from "#inference";
import { type RawFile, rowChecksOf } from "#ingestion";
import { columnNamesOf, type ColumnBatch } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { type InferenceTarget, scoringBatchRows } from "./batch-inference.js";
import { featuresOf } from "./file-scoring.js";
import { commitLog, definitionsOf } from "./inference-log.js";
import { predictionIdsOf } from "./score-arrivals.js";

/** What logging a scored file leaves. */
export interface FileLogResult {
  readonly logVersion: number;
  readonly rows: number;
  /** Whether the same bytes were logged before with the same version; then nothing changed. */
  readonly alreadyLogged: boolean;
}

async function* loggedBatches(
  file: RawFile,
  model: LoadedModel,
  origin: { readonly operation: string; readonly predictedAt: number },
): AsyncGenerator<ColumnBatch> {
  const { contract, plan, name, threshold } = model.document;
  const names = definitionsOf(model).map((definition) => definition.name);
  const walker = await openModelScorer(model, createForestScorerFactory());
  let done = 0;
  const rows = file.read({
    columns: columnNamesOf(contract),
    checks: rowChecksOf(contract),
    ingestedAt: origin.predictedAt,
    batchRows: scoringBatchRows,
    select: (good) => featuresOf(good, model),
  });
  for await (const batch of rows) {
    const entities = selectColumns(batch, ["entity"]).columns[0] as readonly string[];
    const features = selectColumns(batch, names);
    const places = Float64Array.from(entities, (_, index) => done + index);
    done += batch.rowCount;
    yield loggedBatch({
      predictionIds: predictionIdsOf(origin.operation, places, entities),
      requestId: origin.operation,
      entities,
      predictedAt: new Float64Array(batch.rowCount).fill(origin.predictedAt),
      modelName: name,
      modelVersion: model.version,
      route: "file",
      probabilities: await walker.probabilities(encodeFeatures(plan, features)),
      threshold,
      arms: new Array<null>(batch.rowCount).fill(null),
      propensities: new Float64Array(batch.rowCount).fill(Number.NaN),
      features,
    });
  }
}

/**
 * Appends the good rows of a file with their probabilities to the inference log, once per file and model version.
 * @param target `predictedAt` is in epoch ms
 */
export async function logFile(
  input: string,
  target: Pick<InferenceTarget, "modelVersion"> & { readonly predictedAt: number },
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<FileLogResult> {
  const model = await loadModel(ports.registry.getVersion(settings.name, target.modelVersion), ports.artifacts);
  const file = await (await ports.reader()).open(input, columnNamesOf(model.document.contract));
  try {
    const operation = `file:${file.shape.digest}:v${model.version}`;
    const versions = await ports.tables.versions(inferenceLogTable);
    const earlier = versions.find((version) => version.operation === operation);
    if (earlier !== undefined) {
      const rows = earlier.added.reduce((sum, { rowCount }) => sum + rowCount, 0);
      return { logVersion: earlier.version, rows, alreadyLogged: true };
    }
    const path = await ports.tables.newFile(inferenceLogTable);
    const batches = loggedBatches(file, model, { operation, predictedAt: target.predictedAt });
    const fields = inferenceLogFields(definitionsOf(model));
    const written = await (await ports.engine()).writeBatches(fields, batches, path);
    const { version } = await commitLog(operation, written, model, ports);
    return { logVersion: version, rows: written.rowCount, alreadyLogged: false };
  } finally {
    await file.close();
  }
}
