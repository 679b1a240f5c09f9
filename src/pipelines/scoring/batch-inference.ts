import { currentFeatures } from "#features";
import {
  addToBusinessSums,
  bandsOf,
  type BusinessValue,
  businessValue,
  createFeatureContrastCollector,
  createForestScorerFactory,
  createHighRiskCollector,
  emptyBusinessSums,
  explainRows,
  type FeatureContrast,
  type LoadedModel,
  loadModel,
  openModelScorer,
  predictionColumns,
  predictionFields,
  type PredictionOrigin,
  type ReasonCode,
  type RiskBand,
  scoredBatch,
  type ScoredEntity,
  scoredFields,
  type Scorer,
  scoreRows,
  scoringRelation,
} from "#inference";
import { DriftloopError, type Instant, instantOf, notReady, plural } from "#kernel";
import type { Relation, TableVersion, WrittenFile } from "#relation";
import type { ColumnBatch, Field } from "#tabular";
import { hasRun } from "#tracking";
import { featureRowsFor } from "../model-rows.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { logBatch } from "./inference-log.js";

/** What a prediction job scores and with what, resolved once and kept for every retry. */
export interface InferenceTarget {
  readonly modelVersion: number;
  readonly featuresVersion: number;
  readonly predictedAt: Instant;
}

/** A scored entity with what speaks for its probability and can be changed. */
export interface ReasonedEntity extends ScoredEntity {
  readonly reasons: readonly ReasonCode[];
}

/** What a batch prediction leaves. */
export interface BatchInferenceResult {
  readonly modelVersion: number;
  readonly predictionsVersion: number;
  readonly predictedAt: Instant;
  readonly rows: number;
  readonly bands: Readonly<Record<RiskBand, number>>;
  readonly predictedPositive: number;
  readonly meanProbability: number;
  readonly threshold: number;
  readonly business: BusinessValue;
  readonly highRisk: readonly ReasonedEntity[];
  readonly contrasts: readonly FeatureContrast[];
}

/**
 * The present champion, or a named version, and the newest features.
 * @param version null takes the champion
 * @throws NotReady `inference/no-champion`, `inference/no-features`
 */
export async function resolveInferenceTarget(
  settings: PipelineSettings,
  ports: PipelinePorts,
  version: number | null = null,
): Promise<InferenceTarget> {
  const modelVersion = version ?? ports.registry.aliases(settings.name).champion;
  if (modelVersion === undefined) {
    throw notReady(
      "inference/no-champion",
      `no version of ${settings.name} is champion yet; run \`driftloop run training\` first`,
    );
  }
  const features = await ports.tables.snapshot("features");
  if (features.version === 0) {
    throw notReady("inference/no-features", "there is no feature table yet; run `driftloop features build` first");
  }
  return { modelVersion, featuresVersion: features.version, predictedAt: instantOf(ports.clock) };
}

/** Sums over a prediction job, filled while its batches are written. */
export interface PredictionTally {
  readonly add: (scored: {
    readonly entities: readonly (string | null)[];
    readonly features: ColumnBatch;
    readonly probabilities: Float64Array;
    readonly bands: readonly RiskBand[];
  }) => void;
  /** Finds the reasons for the entities at highest risk, once all rows are in. */
  readonly explain: (scorer: Scorer) => Promise<void>;
  readonly result: () => Omit<BatchInferenceResult, "modelVersion" | "predictionsVersion" | "predictedAt">;
}

/** Reasons per row; none at all where the LightGBM library, which alone can tell them, is missing. */
async function reasonsOf(
  features: ColumnBatch,
  model: LoadedModel,
  scorer: Scorer,
): Promise<readonly (readonly ReasonCode[])[]> {
  try {
    const explained = await explainRows(features, model.document, scorer, "business");
    return explained.map(({ reasons }) => reasons);
  } catch (error) {
    if (error instanceof DriftloopError && error.code === "model/contributions-need-library") return [];
    throw error;
  }
}

/** A tally over no rows. */
export function createPredictionTally(model: LoadedModel, settings: PipelineSettings): PredictionTally {
  const sums = emptyBusinessSums();
  const highRisk = createHighRiskCollector(settings.inference.highRiskListSize);
  const contrasts = createFeatureContrastCollector(model.document.plan);
  const bandCounts: Record<RiskBand, number> = { High: 0, Medium: 0, Low: 0 };
  const { threshold } = model.document;
  let predictedPositive = 0;
  let reasoned: readonly ReasonedEntity[] = [];
  return {
    add: ({ entities, features, probabilities, bands }) => {
      addToBusinessSums(sums, probabilities, settings.business);
      highRisk.add(entities, probabilities, features);
      contrasts.add(features, bands);
      for (const band of bands) bandCounts[band] += 1;
      for (const probability of probabilities) predictedPositive += probability >= threshold ? 1 : 0;
    },
    explain: async (scorer) => {
      const { entities, features } = highRisk.rows();
      const reasons = await reasonsOf(features, model, scorer);
      reasoned = entities.map((entity, row) => ({ ...entity, reasons: reasons[row] ?? [] }));
    },
    result: () => ({
      rows: sums.scored,
      bands: bandCounts,
      predictedPositive,
      meanProbability: sums.scored === 0 ? 0 : sums.sumProbability / sums.scored,
      threshold,
      business: businessValue(sums, settings.business),
      highRisk: reasoned,
      contrasts: contrasts.contrasts(),
    }),
  };
}

/** Rows that are to be scored, and what becomes of them. */
export interface PredictionWork {
  /** Have a text column `entity` and one column per feature of the model's plan. */
  readonly batches: AsyncIterable<ColumnBatch>;
  readonly origin: PredictionOrigin;
  readonly tally: PredictionTally;
  /** Where the rows of the predictions table are written. */
  readonly path: string;
}

/** Rows of the engine's batches: small ones stay in the processor's cache between reading, scoring and writing. */
export const scoringBatchRows = 16_384;

async function* scoredBatches(
  { batches, tally }: PredictionWork,
  model: LoadedModel,
  ports: PipelinePorts,
): AsyncGenerator<ColumnBatch> {
  // The walker gives the library's margins to the last bit, in less than half of its time and on no other thread.
  const walker = await openModelScorer(model, createForestScorerFactory());
  const progress = ports.progress.start("scoring");
  let done = 0;
  for await (const batch of scoreRows(batches, model.document.plan, walker)) {
    tally.add({ ...batch, bands: bandsOf(model, batch.probabilities) });
    done += batch.probabilities.length;
    progress.update(done, plural(done, "row"));
    yield scoredBatch(batch);
  }
  progress.finish(`${plural(done, "row")} by version ${model.version}`);
}

/** Scores rows with a model and writes them as rows of the predictions table, tallying on the way. */
export async function writePredictions(
  work: PredictionWork,
  model: LoadedModel,
  ports: PipelinePorts,
): Promise<WrittenFile> {
  const engine = await ports.engine();
  const rows = scoredBatches(work, model, ports);
  const file = await engine.writeBatches(scoredFields, rows, work.path, predictionColumns(model, work.origin));
  const explainer = await (await ports.scorers()).open(model.boosterText);
  try {
    await work.tally.explain(explainer);
  } finally {
    await explainer.close();
  }
  return file;
}

const dailyReportFields: readonly Field[] = [
  { name: "job_run", type: "text" },
  { name: "reported_at", type: "timestamp" },
  { name: "model_version", type: "number" },
  { name: "rows", type: "number" },
  { name: "high", type: "number" },
  { name: "medium", type: "number" },
  { name: "low", type: "number" },
  { name: "predicted_positive", type: "number" },
  { name: "mean_probability", type: "number" },
  { name: "contacted", type: "number" },
  { name: "expected_saved", type: "number" },
  { name: "net_profit", type: "number" },
  { name: "net_profit_low", type: "number" },
  { name: "net_profit_high", type: "number" },
];

async function* dailyReportBatch(jobRun: string, result: BatchInferenceResult): AsyncGenerator<ColumnBatch> {
  const { bands, business } = result;
  const numbers = [
    Date.parse(result.predictedAt),
    result.modelVersion,
    result.rows,
    bands.High,
    bands.Medium,
    bands.Low,
    result.predictedPositive,
    result.meanProbability,
    business.contacted,
    business.expectedSaved,
    business.netProfit,
    ...business.netProfitInterval,
  ];
  yield {
    rowCount: 1,
    fields: dailyReportFields,
    columns: [[jobRun], ...numbers.map((value) => Float64Array.of(value))],
  };
}

async function appendDailyReport(jobRun: string, result: BatchInferenceResult, ports: PipelinePorts): Promise<void> {
  const engine = await ports.engine();
  const path = await ports.tables.newFile("daily_reports");
  const written = await engine.writeBatches(dailyReportFields, dailyReportBatch(jobRun, result), path);
  await ports.tables.commit("daily_reports", {
    operation: `report:${jobRun}`,
    fields: dailyReportFields,
    add: [written],
    summary: { jobRun },
  });
}

function trackInference(jobRun: string, result: BatchInferenceResult, ports: PipelinePorts): void {
  const id = `run_${jobRun}_inference`;
  if (hasRun(ports.runs, id)) return;
  ports.runs.record(
    {
      id,
      kind: "inference",
      name: `predict with version ${result.modelVersion}`,
      startedAt: result.predictedAt,
      params: { modelVersion: result.modelVersion, predictionsVersion: result.predictionsVersion },
    },
    {
      status: "finished",
      endedAt: instantOf(ports.clock),
      metrics: [
        { name: "rows", value: result.rows, step: 0 },
        { name: "mean_probability", value: result.meanProbability, step: 0 },
        { name: "high_risk_rows", value: result.bands.High, step: 0 },
        { name: "net_profit", value: result.business.netProfit, step: 0 },
      ],
    },
  );
}

/**
 * Scores the newest features of every entity with the champion and appends the predictions exactly once per job run.
 * @param jobRun the run the predictions belong to; repeating a run appends nothing
 */
export async function predictPopulation(
  jobRun: string,
  target: InferenceTarget,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<BatchInferenceResult> {
  const model = await loadModel(ports.registry.getVersion(settings.name, target.modelVersion), ports.artifacts);
  const features = await ports.tables.snapshot("features", { version: target.featuresVersion });
  const origin = { jobRun, partition: "population", predictedAt: Date.parse(target.predictedAt) };
  const tally = createPredictionTally(model, settings);
  const population = currentFeatures(await featureRowsFor(model, features, ports));
  // In order of entity, so that repeating a run gives the same file and sums to the last bit.
  const relation: Relation = {
    kind: "sort",
    input: scoringRelation(population, model.document.plan),
    by: [{ column: "entity" }],
  };
  const batches = (await ports.engine()).stream(relation, { batchRows: scoringBatchRows });
  const path = await ports.tables.newFile("predictions");
  const written = await writePredictions({ batches, origin, tally, path }, model, ports);
  const committed: TableVersion = await ports.tables.commit("predictions", {
    operation: `predict:${jobRun}:${origin.partition}`,
    fields: predictionFields,
    add: [written],
    summary: {
      jobRun,
      partition: origin.partition,
      modelVersion: model.version,
      featuresVersion: target.featuresVersion,
    },
  });
  if (settings.inference.log) await logBatch(jobRun, committed, population, { model, ports });
  const result: BatchInferenceResult = {
    modelVersion: model.version,
    predictionsVersion: committed.version,
    predictedAt: target.predictedAt,
    ...tally.result(),
  };
  await appendDailyReport(jobRun, result, ports);
  trackInference(jobRun, result, ports);
  return result;
}
