import { featureTableFields, featureTableRelation } from "#features";
import { type LoadedModel, loadModel, scoringRelation } from "#inference";
import { cleanedRows, quarantineFields, quarantineTable, type RawFile, rawFieldsOf, rowChecksOf } from "#ingestion";
import { instantOf, plural } from "#kernel";
import type { Relation, WrittenFile } from "#relation";
import { columnNamesOf, type SchemaContract } from "#tabular";
import {
  type BatchInferenceResult,
  createPredictionTally,
  type InferenceTarget,
  scoringBatchRows,
  writePredictions,
} from "./batch-inference.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

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

/** Rows of a file after the contract was checked. */
export interface LandedFile {
  readonly source: string;
  readonly digest: string;
  readonly accepted: WrittenFile | null;
  readonly quarantined: WrittenFile | null;
  readonly quarantinedByReason: Readonly<Record<string, number>>;
}

/** Checks a file against the contract and keeps its good and bad rows apart. */
export async function landFile(
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

/** Puts the bad rows of a file into the quarantine table, once per file. */
export async function keepQuarantined(landed: Omit<LandedFile, "accepted">, ports: PipelinePorts): Promise<void> {
  if (landed.quarantined === null) return;
  await ports.tables.commit(quarantineTable, {
    operation: `score:${landed.digest}`,
    fields: quarantineFields,
    add: [landed.quarantined],
    summary: { source: landed.source, ...landed.quarantinedByReason },
  });
}

/** Features of the accepted rows, one row per row of the file, under the model's own contract. */
export function featureRows(accepted: WrittenFile | null, model: LoadedModel): Relation {
  const { contract, plan } = model.document;
  const definitions = plan.features.map(({ definition }) => definition);
  if (accepted === null) return { kind: "parquet", paths: [], fields: featureTableFields(definitions) };
  return featuresOf({ kind: "parquet", paths: [accepted.path], fields: rawFieldsOf(contract) }, model);
}

/** Features of raw rows, one row each, under the model's own contract. */
export function featuresOf(rows: Relation, { document }: LoadedModel): Relation {
  const { contract, plan } = document;
  const definitions = plan.features.map(({ definition }) => definition);
  const timeless = { ...contract, eventTime: null };
  return featureTableRelation(cleanedRows(contract, rows), timeless, { availableAt: null }, definitions);
}

async function scoreOpened(
  file: RawFile,
  model: LoadedModel,
  output: string,
  context: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<FileScoringResult> {
  const { settings, ports } = context;
  const { contract, plan } = model.document;
  const { name: source, digest } = file.shape;
  const predictedAt = instantOf(ports.clock);
  const rows = { columns: columnNamesOf(contract), checks: rowChecksOf(contract), ingestedAt: Date.parse(predictedAt) };
  const work = {
    batches: file.read({
      ...rows,
      batchRows: scoringBatchRows,
      select: (good) => scoringRelation(featuresOf(good, model), plan),
    }),
    origin: { jobRun: `file:${digest.slice(0, 16)}`, partition: source, predictedAt: rows.ingestedAt },
    tally: createPredictionTally(model, settings),
    path: output,
  };
  const written = await writePredictions(work, model, ports);
  const quarantinePath = await ports.tables.newFile(quarantineTable);
  const refused = await file.quarantine({ ...rows, quarantinePath }, written.rowCount);
  await keepQuarantined({ source, digest, ...refused }, ports);
  return {
    source,
    modelVersion: model.version,
    predictedAt,
    quarantined: refused.quarantined?.rowCount ?? 0,
    quarantinedByReason: refused.quarantinedByReason,
    file: written,
    ...work.tally.result(),
  };
}

/**
 * Scores the rows of a CSV or Parquet file: rows that keep the contract are scored, the others go to quarantine. Nothing is
 * added to the raw or the predictions table. The rows pass through once, from the file to the predictions.
 * @param paths `input` the file; `output` where the predictions are written as Parquet
 */
export async function scoreFile(
  paths: { readonly input: string; readonly output: string },
  target: Pick<InferenceTarget, "modelVersion">,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<FileScoringResult> {
  const model = await loadModel(ports.registry.getVersion(settings.name, target.modelVersion), ports.artifacts);
  const progress = ports.progress.start("reading");
  const file = await (await ports.reader()).open(paths.input, columnNamesOf(model.document.contract));
  progress.finish(`${plural(file.shape.rowCount, "row")} in ${file.shape.name}`);
  try {
    return await scoreOpened(file, model, paths.output, { settings, ports });
  } finally {
    await file.close();
  }
}
