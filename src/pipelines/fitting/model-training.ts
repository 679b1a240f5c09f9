import type { LabelledRows } from "#features";
import { instantOf, type Json, messageOf } from "#kernel";
import type { ThresholdChoice } from "#metrics";
import { type BoosterParams, evaluateModel, type ModelEvaluation } from "#training";
import { type EvaluatedRows, storeEvaluations } from "./evaluations.js";
import { fitFinal, fixedParamsFor, foldsOf } from "./final-fit.js";
import { type FittedModel, storeModel } from "./training-artifacts.js";
import { featureRecipeDigest } from "../model-rows.js";
import type { PipelinePorts } from "../ports.js";
import { startTrainingRun } from "./start-run.js";
import { searchParameters } from "./search-parameters.js";
import type { PipelineSettings } from "../settings.js";
import {
  type PreparedTraining,
  prepareTraining,
  splitRows,
  type TrainingVersions,
  trainingSources,
} from "./training-rows.js";

/** What training leaves; everything larger is in the run's artifacts and in the table of evaluations. */
export interface TrainingResult {
  readonly runId: string;
  readonly trials: number;
  /** Folds of the cross-validation that judged each trial. */
  readonly folds: number;
  readonly params: Readonly<Record<string, number | string | boolean>>;
  /** Which calibrator turns the forest's probabilities into the model's. */
  readonly calibrator: "identity" | "platt" | "isotonic";
  readonly rounds: number;
  readonly threshold: ThresholdChoice;
  /** On training rows by models that did not see them. */
  readonly outOfFold: ModelEvaluation;
  /** On the test rows, which nothing before had touched. */
  readonly test: ModelEvaluation;
  readonly seconds: number;
}

interface SearchedModel extends FittedModel {
  readonly trials: number;
}

async function fitBest(
  runId: string,
  prepared: PreparedTraining,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<SearchedModel> {
  const { rows, matrix, labels } = prepared;
  const { training, business } = settings;
  const fixed = fixedParamsFor(prepared, training);
  const session = await (await ports.trainer()).open({ matrix, labels });
  try {
    const search = await searchParameters(
      { runId, rowCount: rows.labels.length, folds: foldsOf(prepared, training, 0), options: training, fixed },
      session,
      ports,
    );
    const recipe = { params: { ...search.best.params, ...fixed } as BoosterParams, training, business };
    const final = await fitFinal(recipe, prepared, session);
    return { prepared, recipe, final, trials: search.trials.length };
  } finally {
    await session.close();
  }
}

function finishRun(
  runId: string,
  result: { outOfFold: ModelEvaluation; test: ModelEvaluation; fitted: FittedModel; lineage: Json },
  artifacts: Readonly<Record<string, string>>,
  ports: PipelinePorts,
): void {
  const { outOfFold, test } = result;
  const { final, recipe } = result.fitted;
  const losses = final.repeats.map(({ logLoss }) => logLoss);
  const metricsOf = (prefix: string, evaluation: ModelEvaluation): { name: string; value: number; step: number }[] =>
    Object.entries(evaluation.metrics).map(([name, { value }]) => ({ name: `${prefix}_${name}`, value, step: 0 }));
  ports.runs.update(runId, {
    params: {
      ...recipe.params,
      rounds: final.booster.rounds,
      calibrator: final.calibration.calibrator.kind,
      threshold: final.threshold.threshold,
      lineage: result.lineage,
    },
    metrics: [
      { name: "cv_log_loss", value: losses.reduce((sum, loss) => sum + loss, 0) / losses.length, step: 0 },
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

/** Where a model comes from: versions and digests of its rows, its features, the configuration and the programs. */
function lineageOf(
  fitted: FittedModel,
  versions: TrainingVersions,
  testDigest: string,
  settings: PipelineSettings,
): Json {
  return {
    rawVersion: versions.rawVersion,
    featuresVersion: versions.featuresVersion,
    labelsVersion: versions.labelsVersion,
    splitsVersion: versions.splitsVersion,
    trainDigest: fitted.prepared.rows.digest,
    testDigest: testDigest,
    planDigest: fitted.prepared.plan.digest,
    recipeDigest: featureRecipeDigest(settings.contract, settings.times, settings.definitions),
    configDigest: settings.configDigest,
    codeVersion: settings.codeVersion,
    library: fitted.final.booster.library,
    seed: settings.training.seed,
  };
}

async function trainTracked(
  runId: string,
  versions: TrainingVersions,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<TrainingResult> {
  const startedAt = ports.clock.now();
  const sources = await trainingSources(versions, ports);
  const prepared = await prepareTraining(sources, settings, ports);
  const fitted = await fitBest(runId, prepared, settings, ports);
  const evaluationOptions = { threshold: fitted.final.threshold.threshold, terms: settings.business };
  const honest = fitted.final.calibration.probabilities;
  const outOfFold = evaluateModel(prepared.rows.labels, honest, evaluationOptions);

  const featureNames = settings.definitions.map(({ name }) => name);
  const hasEventTime = settings.contract.eventTime !== null;
  const testRows = await splitRows(sources, "test", { featureNames, hasEventTime }, ports);
  const { artifacts, probabilities } = await storeModel(runId, fitted, testRows, { settings, ports });
  const test = evaluateModel(testRows.labels, probabilities, evaluationOptions);
  const evaluated = [
    evaluatedRows("out-of-fold", prepared.rows, honest),
    evaluatedRows("test", testRows, probabilities),
  ];
  await storeEvaluations(runId, evaluated, ports);
  const lineage = lineageOf(fitted, versions, testRows.digest, settings);
  finishRun(runId, { outOfFold, test, fitted, lineage }, artifacts, ports);
  return {
    runId,
    trials: fitted.trials,
    folds: settings.training.folds,
    params: fitted.recipe.params,
    calibrator: fitted.final.calibration.calibrator.kind,
    rounds: fitted.final.booster.rounds,
    threshold: fitted.final.threshold,
    outOfFold,
    test,
    seconds: (ports.clock.now() - startedAt) / 1000,
  };
}

/**
 * Searches, fits and measures a model. Everything is chosen on training rows; the test rows are scored once, at the end.
 * @param jobRun names the tracked run, so that a run that was killed is continued
 * @throws what went wrong, after the run is marked as failed
 */
export async function trainModel(
  jobRun: string,
  versions: TrainingVersions,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<TrainingResult> {
  const runId = `run_${jobRun}`;
  startTrainingRun({ id: runId, name: `train ${settings.name}` }, settings, ports);
  try {
    return await trainTracked(runId, versions, settings, ports);
  } catch (error) {
    ports.runs.update(runId, { status: "failed", endedAt: instantOf(ports.clock), tags: { error: messageOf(error) } });
    throw error;
  }
}
