import { instantOf, type Json, messageOf } from "#kernel";
import {
  type DecisionRecord,
  forwardFolds,
  guardData,
  type GuardReport,
  type RaceResult,
  raceRecipes,
  recipesFor,
} from "#retraining";
import { evaluateModel, type ModelEvaluation } from "#training";
import { storeEvaluations } from "../fitting/evaluations.js";
import { storeModel } from "../fitting/training-artifacts.js";
import { featureRecipeDigest } from "../model-rows.js";
import { hasRun } from "#tracking";
import type { PipelinePorts } from "../ports.js";
import { startTrainingRun } from "../fitting/start-run.js";
import type { PipelineSettings } from "../settings.js";
import { forecast, withHistory } from "./carry-out.js";
import { probabilitiesByChampion, scoreByChampion } from "./champion-scores.js";
import { finishRecipe, type FinishedRecipe } from "./finish-recipe.js";
import { gatherGround, type Ground } from "./gather-ground.js";
import { guardFactsOf } from "./guard-facts.js";
import { recentRows, weightsOf } from "./pool.js";
import type { RetrainingLineage } from "./retraining-lineage.js";
import { rememberedRowsToFit, type RecipeGround } from "./rows-to-fit.js";
import { type ExcessLoss, excessLoss } from "./world-change.js";

/** What a retraining leaves. */
export interface RetrainingResult {
  /** `challenger`: there is a model to judge; `kept`: no recipe is better than the champion; `refused`: the rows are not fit. */
  readonly outcome: "challenger" | "kept" | "refused";
  readonly decisionId: string;
  /** The tracked run. */
  readonly runId: string;
  readonly recipe: string | null;
  readonly race: RaceResult | null;
  readonly guards: GuardReport;
  /** Rows learnt from that matured since the champion's fit, and rows that judge. */
  readonly recentRows: number;
  readonly holdoutRows: number;
  /** Epoch ms: nothing predicted later has been looked at. */
  readonly maturedThrough: number;
  readonly excess: ExcessLoss | null;
  /** Of the challenger on the rows that judge; null without one. */
  readonly test: ModelEvaluation | null;
  /** For a person. */
  readonly sentence: string;
  readonly seconds: number;
}

interface Retraining {
  readonly runId: string;
  readonly decision: DecisionRecord;
  readonly settings: PipelineSettings;
  readonly ports: PipelinePorts;
  readonly startedAt: number;
}

const fewestOrigins = 3;

function groundOf(ground: Ground, settings: PipelineSettings): RecipeGround {
  const { incumbent, pool } = ground;
  return {
    pool,
    champion: incumbent.model,
    params: incumbent.params,
    rounds: incumbent.rounds,
    definitions: settings.definitions,
    training: settings.training,
    scores: scoreByChampion(incumbent.model, pool),
  };
}

type JudgedLosses = Parameters<typeof excessLoss>;

function recentLosses({ pool, scores }: RecipeGround): JudgedLosses {
  const rows = recentRows(pool);
  return [
    Uint8Array.from(rows, (row) => pool.labels[row]!),
    Float64Array.from(rows, (row) => scores.calibrated[row]!),
    weightsOf(pool, rows),
  ];
}

/** How far labels are from the champion's probabilities on every matured row. */
function excessOnAll({ incumbent, holdout }: Ground, scored: RecipeGround): ExcessLoss {
  const [labels, probabilities, weights] = recentLosses(scored);
  return excessLoss(
    Uint8Array.from([...labels, ...holdout.labels]),
    Float64Array.from([...probabilities, ...probabilitiesByChampion(incumbent.model, holdout.features)]),
    Float64Array.from([...weights, ...holdout.weights]),
  );
}

async function race(ground: RecipeGround, { decision, settings, ports }: Retraining): Promise<RaceResult | null> {
  const { pool } = ground;
  const rows = recentRows(pool);
  const maturedAt = Float64Array.from(rows, (row) => pool.maturedAt[row]!);
  const folds = forwardFolds(maturedAt, settings.retraining.origins);
  if (folds.length < fewestOrigins) return null;
  const trainer = await ports.trainer();
  const input = {
    recipes: recipesFor(settings.retraining, decision.action === "evaluate"),
    // Where nothing but the champion's age called for the race, nothing says that older rows mislead.
    areForestsLast: decision.verdict === "age",
    folds,
    labels: Uint8Array.from(rows, (row) => pool.labels[row]!),
    weights: weightsOf(pool, rows),
    // One more than fit at once, so that the rows of the next are made meanwhile.
    atOnce: trainer.parallelism + 1,
  };
  const train = new Map(folds.map((fold) => [fold, withHistory(fold.trainRows, pool)]));
  const remembered = rememberedRowsToFit();
  return raceRecipes(input, (recipe, fold) => {
    const test = fold.testRows.map((row) => row + pool.recentFrom);
    const context = { now: fold.origin, trainer, rowsToFit: remembered };
    return forecast(recipe, { train: train.get(fold)!, test }, ground, context);
  });
}

function startRun({ runId, decision, settings, ports }: Retraining, championVersion: number): void {
  const tags = {
    origin: "retraining",
    decision: decision.id,
    ...(decision.incidentId === null ? {} : { incident: decision.incidentId }),
    verdict: decision.verdict,
    culprits: decision.culprits.join(", "),
    reason: decision.sentences[0] ?? "",
    champion: String(championVersion),
  };
  startTrainingRun({ id: runId, name: `retrain ${settings.name}`, tags }, settings, ports);
}

function lineageOf(
  ground: Ground,
  finished: FinishedRecipe,
  facts: { readonly recipe: string; readonly excess: ExcessLoss },
  { decision, settings }: Retraining,
): Json {
  const { incumbent, parts, holdout, logVersion } = ground;
  const { prepared, final } = finished.fitted;
  const { rawVersion, featuresVersion, labelsVersion, splitsVersion } = incumbent.lineage;
  const retraining: RetrainingLineage = {
    recipe: facts.recipe,
    championVersion: incumbent.version.version,
    championRun: incumbent.version.runId,
    decisionId: decision.id,
    incidentId: decision.incidentId,
    verdict: decision.verdict,
    logVersion,
    trainedThrough: parts.train.at(-1)?.predictedAt ?? 0,
    holdoutFrom: parts.boundary,
    asOf: new Date(decision.at).toISOString(),
    params: incumbent.params,
    rounds: incumbent.rounds,
    worldChanged: facts.excess.worldChanged,
  };
  return {
    rawVersion,
    featuresVersion,
    labelsVersion,
    splitsVersion,
    trainDigest: prepared.rows.digest,
    testDigest: holdout.digest,
    planDigest: prepared.plan.digest,
    recipeDigest: featureRecipeDigest(settings.contract, settings.times, settings.definitions),
    configDigest: settings.configDigest,
    codeVersion: settings.codeVersion,
    library: final.booster.library,
    seed: settings.training.seed,
    retraining: retraining as unknown as Json,
  };
}

const metricsOf = (prefix: string, { metrics }: ModelEvaluation) =>
  Object.entries(metrics).map(([name, { value }]) => ({ name: `${prefix}_${name}`, value, step: 0 }));

/** Makes, stores and measures the challenger of the recipe that won. */
async function makeChallenger(
  ground: Ground,
  scored: RecipeGround,
  found: { readonly race: RaceResult; readonly guards: GuardReport; readonly excess: ExcessLoss },
  retraining: Retraining,
): Promise<ModelEvaluation> {
  const { runId, decision, settings, ports } = retraining;
  const recipes = recipesFor(settings.retraining, decision.action === "evaluate");
  const recipe = recipes.find(({ name }) => name === found.race.winner)!;
  const finishing = { settings, ports, now: decision.at };
  const finished = await finishRecipe(recipe, scored, ground.incumbent.version.runId, finishing);
  const { fitted } = finished;
  const { artifacts, probabilities } = await storeModel(runId, fitted, ground.holdout, { settings, ports });
  const terms = { threshold: fitted.final.threshold.threshold, terms: settings.business };
  const test = evaluateModel(ground.holdout.labels, probabilities, terms);
  const { judged } = finished.fitted;
  await storeEvaluations(
    runId,
    [
      { split: "out-of-fold", ...judged },
      { split: "test", rows: ground.holdout, probabilities },
    ],
    ports,
  );
  const comparison = { decision: decision.id, sentences: decision.sentences, ...found };
  ports.runs.update(runId, {
    params: {
      ...fitted.recipe.params,
      recipe: recipe.name,
      rounds: fitted.final.booster.rounds,
      calibrator: fitted.final.calibration.calibrator.kind,
      threshold: fitted.final.threshold.threshold,
      lineage: lineageOf(ground, finished, { recipe: recipe.name, excess: found.excess }, retraining),
    },
    metrics: [
      { name: "cv_log_loss", value: fitted.final.repeats[0]!.logLoss, step: 0 },
      ...metricsOf("oof", evaluateModel(judged.rows.labels, judged.probabilities, terms)),
      ...metricsOf("test", test),
    ],
    artifacts: { ...artifacts, "comparison.json": await ports.artifacts.put(JSON.stringify(comparison)) },
    tags: { recipe: recipe.name },
    status: "finished",
    endedAt: instantOf(ports.clock),
  });
  return test;
}

function endWithoutModel(outcome: "kept" | "refused", sentence: string, { runId, ports }: Retraining): void {
  const end = { status: "finished", endedAt: instantOf(ports.clock), tags: { outcome, why: sentence } } as const;
  ports.runs.update(runId, end);
}

async function retrain(retraining: Retraining): Promise<RetrainingResult> {
  const { runId, decision, settings, ports, startedAt } = retraining;
  const request = { championVersion: decision.modelVersion, asOf: decision.at };
  const ground = await gatherGround(runId, request, settings, ports);
  startRun(retraining, ground.incumbent.version.version);
  const guards = guardData(guardFactsOf(ground));
  const base = {
    decisionId: decision.id,
    runId,
    guards,
    recentRows: ground.pool.labels.length - ground.pool.recentFrom,
    holdoutRows: ground.holdout.labels.length,
    maturedThrough: ground.matured.through,
  };
  const ended = (outcome: "kept" | "refused", sentence: string, found: RaceResult | null): RetrainingResult => {
    endWithoutModel(outcome, sentence, retraining);
    const seconds = (ports.clock.now() - startedAt) / 1000;
    return {
      ...base,
      outcome,
      recipe: found?.winner ?? null,
      race: found,
      excess: null,
      test: null,
      sentence,
      seconds,
    };
  };
  if (!guards.passed) return ended("refused", guards.sentence, null);
  const scored = groundOf(ground, settings);
  const result = await race(scored, retraining);
  if (result === null)
    return ended("kept", "the matured rows are from too few points in time to compare recipes", null);
  if (result.winner === "keep") return ended("kept", result.sentence, result);
  // Nothing is chosen any more, so the rows that judge may tell as well whether the world changed.
  const excess = excessOnAll(ground, scored);
  const test = await makeChallenger(ground, scored, { race: result, guards, excess }, retraining);
  const seconds = (ports.clock.now() - startedAt) / 1000;
  const { winner: recipe, sentence } = result;
  return { ...base, outcome: "challenger", recipe, race: result, excess, test, sentence, seconds };
}

/**
 * Lets recipes race on matured rows and makes the challenger of the one that wins; nothing is registered yet. Everything is
 * chosen on rows older than those that will judge.
 * @param jobRun names the tracked run, so that a run that was killed is continued
 * @throws Conflict `retraining/champion-changed`; what went wrong, after the run is marked as failed
 */
export async function retrainModel(
  jobRun: string,
  decision: DecisionRecord,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<RetrainingResult> {
  const runId = `run_${jobRun}`;
  const progress = ports.progress.start("retrain");
  try {
    const result = await retrain({ runId, decision, settings, ports, startedAt: ports.clock.now() });
    progress.finish(result.sentence);
    return result;
  } catch (error) {
    if (hasRun(ports.runs, runId)) {
      const tags = { error: messageOf(error) };
      ports.runs.update(runId, { status: "failed", endedAt: instantOf(ports.clock), tags });
    }
    throw error;
  }
}
