import { featureTableFields, featureTableRelation } from "#features";
import { type LoadedModel, loadModel, predictionFields } from "#inference";
import { cleanedRelation, quarantineFields, quarantineTable, rawFieldsOf, rowChecksOf } from "#ingestion";
import { instantOf } from "#kernel";
import type { Relation, WrittenFile } from "#relation";
import { columnNamesOf, type SchemaContract } from "#tabular";
import {
  type BatchInferenceResult,
  createPredictionTally,
  predictRows,
  type InferenceTarget,
} from "./batch-inference.js";
import type { PipelinePorts } from "./ports.js";
import type { PipelineSettings } from "./settings.js";

/** What scoring a file leaves. */
export interface FileScoringResult extends Omit<BatchInferenceResult, "predictionsVersion"> {
  /** Name of the file. */
  readonly source: string;
  /** Rows that broke the contract; they are in the quarantine table. */
  readonly quarantined: number;
  readonly quarantinedByReason: Readonly<Record<string, number>>;
  /** The predictions as a Parquet file. */
  readonly file: WrittenFile;
}

interface LandedFile {
  readonly source: string;
  readonly digest: string;
  readonly accepted: WrittenFile | null;
  readonly quarantined: WrittenFile | null;
  readonly quarantinedByReason: Readonly<Record<string, number>>;
}

async function landFile(
  path: string,
  contract: SchemaContract,
  acceptedPath: string,
  ports: PipelinePorts,
): Promise<LandedFile> {
  const reader = await ports.reader();
  const file = await reader.open(path, columnNamesOf(contract));
  try {
    const landed = await file.land({
      columns: columnNamesOf(contract),
      checks: rowChecksOf(contract),
      warnings: [],
      key: [],
      storedPaths: [],
      ingestedAt: ports.clock.now(),
      acceptedPath,
      sparePath: `${acceptedPath}.spare`,
      quarantinePath: await ports.tables.newFile(quarantineTable),
    });
    const { name, digest } = file.shape;
    return { source: name, digest, ...landed };
  } finally {
    await file.close();
  }
}

async function keepQuarantined(landed: LandedFile, ports: PipelinePorts): Promise<void> {
  if (landed.quarantined === null) return;
  await ports.tables.commit(quarantineTable, {
    operation: `score:${landed.digest}`,
    fields: quarantineFields,
    add: [landed.quarantined],
    summary: { source: landed.source, ...landed.quarantinedByReason },
  });
}

/** Features of the accepted rows, one row per row of the file, under the model's own contract. */
function featureRows(accepted: WrittenFile | null, { document }: LoadedModel): Relation {
  const { contract, plan } = document;
  const definitions = plan.features.map(({ definition }) => definition);
  if (accepted === null) return { kind: "parquet", paths: [], fields: featureTableFields(definitions) };
  const files = [{ ...accepted, digest: "" }];
  const everyRow = cleanedRelation({ ...contract, entity: [] }, { files, fields: rawFieldsOf(contract) });
  return featureTableRelation(everyRow, { ...contract, eventTime: null }, { availableAt: null }, definitions);
}

/**
 * Scores the rows of a CSV or Parquet file: rows that keep the contract are scored, the others go to quarantine. Nothing is
 * added to the raw or the predictions table.
 * @param paths `input` the file; `scratch` an absolute path without suffix for intermediate files; `output` where the
 *   predictions are written as Parquet
 */
export async function scoreFile(
  paths: { readonly input: string; readonly scratch: string; readonly output: string },
  target: Pick<InferenceTarget, "modelVersion">,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<FileScoringResult> {
  const model = await loadModel(ports.registry.getVersion(settings.name, target.modelVersion), ports.artifacts);
  const landed = await landFile(paths.input, model.document.contract, `${paths.scratch}.parquet`, ports);
  await keepQuarantined(landed, ports);
  const predictedAt = instantOf(ports.clock);
  const origin = {
    jobRun: `file:${landed.digest.slice(0, 16)}`,
    partition: landed.source,
    predictedAt: Date.parse(predictedAt),
  };
  const tally = createPredictionTally(model, settings);
  const rows = predictRows(featureRows(landed.accepted, model), model, origin, { tally, ports });
  const file = await (await ports.engine()).writeBatches(predictionFields, rows, paths.output);
  return {
    source: landed.source,
    modelVersion: model.version,
    predictedAt,
    quarantined: landed.quarantined?.rowCount ?? 0,
    quarantinedByReason: landed.quarantinedByReason,
    file,
    ...tally.result(),
  };
}
