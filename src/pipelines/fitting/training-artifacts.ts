import { encodeFeatures, type FeaturePlan, type LabelledRows } from "#features";
import { calibratedProbabilities, explainModel, type ModelDocument, modelDocumentText } from "#inference";
import { signatureOf } from "#tabular";
import type { InputExample } from "./model-registration.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import type { PreparedTraining } from "./training-rows.js";
import type { FinalFit, Recipe } from "./final-fit.js";
import { type JudgedRows, referenceRowsArtifact, referenceRowsText } from "./reference-rows.js";
import { referenceArtifact, referenceProfileText } from "./reference-profile.js";

/** Rows of a training run with the model that was fitted on them. */
export interface FittedModel {
  readonly prepared: PreparedTraining;
  readonly recipe: Recipe;
  readonly final: FinalFit;
  /** Rows with calibrated probabilities by models that had not seen them; left out where these are all rows, in their order. */
  readonly judged?: JudgedRows;
}

/** What a project's settings and a run's records say about a model, beside what was fitted. */
export type DocumentOrigin = Pick<
  ModelDocument,
  "name" | "runId" | "trainedAt" | "contract" | "times" | "bands" | "boosterDigest"
>;

/** The origin of a run's model under the present settings. */
export function originOf(
  runId: string,
  boosterDigest: string,
  settings: PipelineSettings,
  ports: PipelinePorts,
): DocumentOrigin {
  return {
    name: settings.name,
    runId,
    trainedAt: ports.runs.get(runId).startedAt,
    contract: settings.contract,
    times: settings.times,
    bands: settings.inference.riskBands,
    boosterDigest,
  };
}

/** The model's document. */
export function modelDocumentOf(
  { plan }: { readonly plan: FeaturePlan },
  recipe: Recipe,
  { booster, calibration, threshold }: FinalFit,
  origin: DocumentOrigin,
): ModelDocument {
  const inputColumns = [...new Set(plan.features.flatMap(({ definition }) => definition.columns))];
  return {
    format: 1,
    ...origin,
    signature: signatureOf(origin.contract, inputColumns),
    plan,
    library: booster.library,
    rounds: booster.rounds,
    params: recipe.params,
    seed: recipe.training.seed,
    calibrator: calibration.calibrator,
    threshold: threshold.threshold,
  };
}

function trainingRecord({ prepared, final }: FittedModel): object {
  const { plan } = prepared;
  const importance = plan.inputs.map(({ name, feature }, input) => ({
    input: name,
    feature: plan.features[feature]!.definition.name,
    gain: final.booster.gainImportance[input]!,
  }));
  const { learningCurves } = final.repeats[0]!;
  return {
    importance,
    foldLogLoss: final.repeats.flatMap(({ foldLogLoss }) => foldLogLoss),
    foldRounds: final.repeats.flatMap(({ foldRounds }) => foldRounds),
    learningCurves: learningCurves.map((curve) => [...curve]),
    calibration: { option: final.calibration.option, trials: final.calibration.trials },
  };
}

/** A run's model as it was stored, and what it says about the test rows. */
export interface StoredModel {
  readonly artifacts: Readonly<Record<string, string>>;
  /** Of the test rows, after calibration. */
  readonly probabilities: Float64Array;
}

/**
 * Scores the test rows, explains the model and stores all that a run leaves, each under its digest.
 * @param testRows before encoding
 */
export async function storeModel(
  runId: string,
  fitted: FittedModel,
  testRows: LabelledRows,
  context: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<StoredModel> {
  const { settings, ports } = context;
  const { prepared, recipe, final } = fitted;
  const { artifacts } = ports;
  const boosterDigest = await artifacts.put(final.booster.modelText);
  const document = modelDocumentOf(prepared, recipe, final, originOf(runId, boosterDigest, settings, ports));
  const matrix = encodeFeatures(prepared.plan, testRows.features);
  const scorer = await (await ports.scorers()).open(final.booster.modelText);
  try {
    const raw = await scorer.probabilities(matrix);
    const training = { matrix: prepared.matrix, rowCount: prepared.rows.labels.length };
    const explanation = await explainModel(document, training, scorer);
    return {
      probabilities: calibratedProbabilities(document, raw),
      artifacts: {
        "booster.txt": boosterDigest,
        "model.json": await artifacts.put(modelDocumentText(document)),
        "input-example.json": await artifacts.put(JSON.stringify(exampleOf(matrix, raw))),
        "training.json": await artifacts.put(JSON.stringify(trainingRecord(fitted))),
        "explanation.json": await artifacts.put(JSON.stringify(explanation)),
        [referenceRowsArtifact]: await artifacts.put(referenceRowsText(fitted)),
        [referenceArtifact]: await artifacts.put(await referenceProfileText(fitted, scorer, settings)),
      },
    };
  } finally {
    await scorer.close();
  }
}

/** The first rows with what the forest says of them, before calibration. */
function exampleOf(matrix: ReturnType<typeof encodeFeatures>, probabilities: Float64Array): InputExample {
  const count = Math.min(5, matrix.rowCount);
  const rows = Array.from({ length: count }, (_, row) =>
    matrix.columns.map((column) => (Number.isNaN(column[row]!) ? null : column[row]!)),
  );
  const { names, categorical } = matrix;
  return { names, categorical, rows, probabilities: [...probabilities.subarray(0, count)] };
}
