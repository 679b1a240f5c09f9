import { encodeFeatures, type FeaturePlan, type LabelledRows } from "#features";
import { type ModelDocument, modelDocumentText } from "#inference";
import { instantOf, type Json } from "#kernel";
import { findThreshold, type ThresholdChoice, type ThresholdRule } from "#metrics";
import { signatureOf } from "#tabular";
import {
  type BoosterParams,
  type CrossValidation,
  crossValidate,
  evaluateModel,
  type FittedBooster,
  type Fold,
  type ModelEvaluation,
  stratifiedFolds,
  type TrainerSession,
} from "#training";
import type { InputExample } from "./model-registration.js";
import type { PipelinePorts } from "./ports.js";
import { type EvaluatedRows, storeEvaluations } from "./evaluations.js";
import { foldOptions, searchParameters, type SearchResult } from "./search-parameters.js";
import type { PipelineSettings } from "./settings.js";
import {
  type PreparedTraining,
  prepareTraining,
  splitRows,
  type TrainingVersions,
  trainingSources,
  withCopies,
} from "./training-rows.js";

/** What training leaves; everything larger is in the run's artifacts and in the table of evaluations. */
export interface TrainingResult {
  readonly runId: string;
  readonly trials: number;
  readonly params: Readonly<Record<string, number | string | boolean>>;
  readonly rounds: number;
  readonly threshold: ThresholdChoice;
  /** On training rows by models that did not see them. */
  readonly outOfFold: ModelEvaluation;
  /** On the test rows, which nothing before had touched. */
  readonly test: ModelEvaluation;
  readonly seconds: number;
}

interface FittedModel {
  readonly prepared: PreparedTraining;
  readonly search: SearchResult;
  readonly validation: CrossValidation;
  readonly threshold: ThresholdChoice;
  readonly booster: FittedBooster;
}

function thresholdRule(settings: PipelineSettings): ThresholdRule {
  const { threshold } = settings.training;
  return threshold.policy === "cost" ? { policy: "cost", terms: settings.business } : threshold;
}

/** Rounds of the final fit: the mean of the folds' best rounds. */
function meanRounds({ foldRounds }: CrossValidation): number {
  return Math.max(1, Math.round(foldRounds.reduce((sum, rounds) => sum + rounds, 0) / foldRounds.length));
}

/** The best parameters judged once more by the recipe of the final model, on every training row. */
function validateRecipe(
  params: BoosterParams,
  folds: readonly Fold[],
  context: { readonly prepared: PreparedTraining; readonly settings: PipelineSettings },
  session: TrainerSession,
): Promise<CrossValidation> {
  const { prepared, settings } = context;
  const request = {
    params,
    folds: folds.map(({ trainRows, validRows }) => ({ trainRows: withCopies(trainRows, prepared), validRows })),
    rowCount: prepared.rows.labels.length,
    options: foldOptions(settings.training),
  };
  return crossValidate(request, session);
}

async function fitBest(
  runId: string,
  prepared: PreparedTraining,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<FittedModel> {
  const { rows, matrix, labels } = prepared;
  const { training } = settings;
  const session = await (await ports.trainer()).open({ matrix, labels });
  try {
    const folds = stratifiedFolds(rows.entities, rows.labels, training);
    const search = await searchParameters(
      { runId, rowCount: rows.labels.length, folds, options: training },
      session,
      ports,
    );
    const params = search.best.params as BoosterParams;
    const validation = await validateRecipe(params, folds, { prepared, settings }, session);
    const threshold = findThreshold(rows.labels, validation.outOfFold, thresholdRule(settings));
    const booster = await session.fit({ params, rounds: meanRounds(validation), seed: training.seed });
    return { prepared, search, validation, threshold, booster };
  } finally {
    await session.close();
  }
}

async function scoreTest(
  rows: LabelledRows,
  plan: FeaturePlan,
  booster: FittedBooster,
  ports: PipelinePorts,
): Promise<{ probabilities: Float64Array; example: InputExample }> {
  const matrix = encodeFeatures(plan, rows.features);
  const scorer = await (await ports.scorers()).open(booster.modelText);
  try {
    const probabilities = await scorer.probabilities(matrix);
    const count = Math.min(5, matrix.rowCount);
    const exampleRows = Array.from({ length: count }, (_, row) =>
      matrix.columns.map((column) => (Number.isNaN(column[row]!) ? null : column[row]!)),
    );
    const { names, categorical } = matrix;
    return {
      probabilities,
      example: { names, categorical, rows: exampleRows, probabilities: [...probabilities.subarray(0, count)] },
    };
  } finally {
    await scorer.close();
  }
}

async function storeArtifacts(
  runId: string,
  fitted: FittedModel,
  example: InputExample,
  context: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<Record<string, string>> {
  const { settings, ports } = context;
  const { plan } = fitted.prepared;
  const inputColumns = [...new Set(plan.features.flatMap(({ definition }) => definition.columns))];
  const boosterDigest = await ports.artifacts.put(fitted.booster.modelText);
  const document: ModelDocument = {
    format: 1,
    name: settings.name,
    runId,
    trainedAt: ports.runs.get(runId).startedAt,
    contract: settings.contract,
    times: settings.times,
    signature: signatureOf(settings.contract, inputColumns),
    plan,
    boosterDigest,
    library: fitted.booster.library,
    rounds: fitted.booster.rounds,
    params: fitted.search.best.params,
    seed: settings.training.seed,
    calibrator: { kind: "identity" },
    threshold: fitted.threshold.threshold,
    bands: settings.inference.riskBands,
  };
  const importance = plan.inputs.map(({ name, feature }, input) => ({
    input: name,
    feature: plan.features[feature]!.definition.name,
    gain: fitted.booster.gainImportance[input]!,
  }));
  const { learningCurves, foldLogLoss, foldRounds } = fitted.validation;
  const record = { importance, foldLogLoss, foldRounds, learningCurves: learningCurves.map((curve) => [...curve]) };
  return {
    "booster.txt": boosterDigest,
    "model.json": await ports.artifacts.put(modelDocumentText(document)),
    "input-example.json": await ports.artifacts.put(JSON.stringify(example)),
    "training.json": await ports.artifacts.put(JSON.stringify(record)),
  };
}

function startRun(runId: string, settings: PipelineSettings, ports: PipelinePorts): void {
  const isStarted = ports.runs.search({ kind: "training", limit: 1000 }).some(({ id }) => id === runId);
  if (isStarted) return;
  ports.runs.create({
    id: runId,
    kind: "training",
    name: `train ${settings.name}`,
    startedAt: instantOf(ports.clock),
    params: { training: settings.training as unknown as Json, configDigest: settings.configDigest },
  });
}

function finishRun(
  runId: string,
  result: { outOfFold: ModelEvaluation; test: ModelEvaluation; fitted: FittedModel; lineage: Json },
  artifacts: Record<string, string>,
  ports: PipelinePorts,
): void {
  const { fitted, outOfFold, test } = result;
  const metricsOf = (prefix: string, evaluation: ModelEvaluation): { name: string; value: number; step: number }[] =>
    Object.entries(evaluation.metrics).map(([name, { value }]) => ({ name: `${prefix}_${name}`, value, step: 0 }));
  ports.runs.update(runId, {
    params: {
      ...fitted.search.best.params,
      rounds: fitted.booster.rounds,
      threshold: fitted.threshold.threshold,
      lineage: result.lineage,
    },
    metrics: [
      { name: "cv_log_loss", value: fitted.validation.logLoss, step: 0 },
      ...metricsOf("oof", outOfFold),
      ...metricsOf("test", test),
    ],
    artifacts,
    status: "finished",
    endedAt: instantOf(ports.clock),
  });
}

const evaluatedRows = (
  split: EvaluatedRows["split"],
  rows: LabelledRows,
  probabilities: Float64Array,
): EvaluatedRows => ({
  split,
  rows,
  probabilities,
});

/**
 * Searches, fits and measures a model. Everything is chosen on training rows; the test rows are scored once, at the end.
 * @param jobRun names the tracked run, so that a run that was killed is continued
 */
export async function trainModel(
  jobRun: string,
  versions: TrainingVersions,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<TrainingResult> {
  const startedAt = ports.clock.now();
  const runId = `run_${jobRun}`;
  startRun(runId, settings, ports);
  const sources = await trainingSources(versions, ports);
  const prepared = await prepareTraining(sources, settings, ports);
  const fitted = await fitBest(runId, prepared, settings, ports);
  const { threshold } = fitted.threshold;
  const terms = settings.business;
  const outOfFold = evaluateModel(prepared.rows.labels, fitted.validation.outOfFold, { threshold, terms });

  const featureNames = settings.definitions.map(({ name }) => name);
  const hasEventTime = settings.contract.eventTime !== null;
  const testRows = await splitRows(sources, "test", { featureNames, hasEventTime }, ports);
  const { probabilities, example } = await scoreTest(testRows, prepared.plan, fitted.booster, ports);
  const test = evaluateModel(testRows.labels, probabilities, { threshold, terms });

  await storeEvaluations(
    runId,
    [
      evaluatedRows("out-of-fold", prepared.rows, fitted.validation.outOfFold),
      evaluatedRows("test", testRows, probabilities),
    ],
    ports,
  );
  const artifacts = await storeArtifacts(runId, fitted, example, { settings, ports });
  const lineage: Json = {
    featuresVersion: versions.featuresVersion,
    labelsVersion: versions.labelsVersion,
    splitsVersion: versions.splitsVersion,
    trainDigest: prepared.rows.digest,
    testDigest: testRows.digest,
    planDigest: prepared.plan.digest,
    configDigest: settings.configDigest,
    codeVersion: settings.codeVersion,
    library: fitted.booster.library,
    seed: settings.training.seed,
  };
  finishRun(runId, { outOfFold, test, fitted, lineage }, artifacts, ports);
  return {
    runId,
    trials: fitted.search.trials.length,
    params: fitted.search.best.params,
    rounds: fitted.booster.rounds,
    threshold: fitted.threshold,
    outOfFold,
    test,
    seconds: (ports.clock.now() - startedAt) / 1000,
  };
}
