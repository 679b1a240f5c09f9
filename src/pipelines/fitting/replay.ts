import { type ModelDocument, modelDocumentText } from "#inference";
import { canonicalJson, DriftloopError, notReady, sha256 } from "#kernel";
import type { ContactTerms } from "#metrics";
import type { Run } from "#tracking";
import type { BoosterParams, TrainingOptions } from "#training";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import {
  encodeTraining,
  type PreparedTraining,
  splitRows,
  type TrainingVersions,
  trainingSources,
} from "./training-rows.js";
import { fitFinal } from "./final-fit.js";
import { type RetrainingLineage, retrainingOf } from "../retraining/retraining-lineage.js";
import { carryOutAgain } from "./replay-retraining.js";
import { type FittedModel, modelDocumentOf } from "./training-artifacts.js";

/** One recorded fact beside what it is now. */
export interface ReplayCheck {
  readonly name: string;
  readonly recorded: string;
  /** Null when it could not be worked out. */
  readonly now: string | null;
  readonly same: boolean;
  /** Whether it is part of the model; the other facts only help to explain a difference. */
  readonly decides: boolean;
}

/** Whether a run's model could be made again. */
export interface ReplayResult {
  readonly runId: string;
  /** True when the rebuilt booster and document have the recorded bytes. */
  readonly same: boolean;
  readonly checks: readonly ReplayCheck[];
  /** What came out, for a person. */
  readonly sentence: string;
  readonly seconds: number;
}

interface RecordedLineage extends TrainingVersions {
  readonly trainDigest: string;
  readonly planDigest: string;
  readonly configDigest: string;
  readonly codeVersion: string;
}

interface Recorded {
  readonly runId: string;
  /** Null for a training from the project's own tables. */
  readonly retraining: RetrainingLineage | null;
  readonly lineage: RecordedLineage;
  readonly document: ModelDocument;
  readonly documentDigest: string;
  readonly training: TrainingOptions;
  readonly business: ContactTerms;
}

async function recordsOf(run: Run, settings: PipelineSettings, ports: PipelinePorts): Promise<Recorded> {
  const documentDigest = run.artifacts["model.json"];
  const lineage = run.params["lineage"];
  if (run.kind !== "training" || run.status !== "finished" || documentDigest === undefined || lineage === undefined) {
    throw notReady(
      "replay/run-not-finished",
      `run ${run.id} is a ${run.kind} run with status ${run.status}; only a finished training run can be made again`,
    );
  }
  const document = JSON.parse(new TextDecoder().decode(await ports.artifacts.get(documentDigest))) as ModelDocument;
  return {
    runId: run.id,
    lineage: lineage as unknown as RecordedLineage,
    retraining: retrainingOf({ lineage }),
    document,
    documentDigest,
    training: run.params["training"] as unknown as TrainingOptions,
    business: (run.params["business"] as unknown as ContactTerms | undefined) ?? settings.business,
  };
}

/** The training rows at the recorded table versions, under the model's own definitions. */
async function prepareRecorded(recorded: Recorded, ports: PipelinePorts): Promise<PreparedTraining> {
  const { lineage, document, training } = recorded;
  const definitions = document.plan.features.map(({ definition }) => definition);
  const request = {
    featureNames: definitions.map(({ name }) => name),
    hasEventTime: document.contract.eventTime !== null,
  };
  const rows = await splitRows(await trainingSources(lineage, ports), "train", request, ports);
  return encodeTraining(rows, definitions, training);
}

function checkOf(name: string, recorded: string, now: string | null, decides = true): ReplayCheck {
  return { name, recorded, now, same: recorded === now, decides };
}

/** The model of a training from the project's own tables, once more. */
async function fitAgain(recorded: Recorded, ports: PipelinePorts): Promise<FittedModel> {
  const { document, training, business } = recorded;
  const prepared = await prepareRecorded(recorded, ports);
  const recipe = { params: document.params as BoosterParams, training, business };
  const session = await (await ports.trainer()).open({ matrix: prepared.matrix, labels: prepared.labels });
  try {
    return { prepared, recipe, final: await fitFinal(recipe, prepared, session) };
  } finally {
    await session.close();
  }
}

async function rebuild(
  recorded: Recorded,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<readonly ReplayCheck[]> {
  const { document, lineage, documentDigest, retraining } = recorded;
  const again = retraining === null ? undefined : await carryOutAgain({ ...recorded, retraining }, settings, ports);
  if (retraining !== null && again === undefined) return [checkOf("recipe", retraining.recipe, null)];
  const { prepared, recipe, final } = again?.fitted ?? (await fitAgain(recorded, ports));
  const boosterDigest = sha256(final.booster.modelText);
  const rebuilt = modelDocumentOf(prepared, recipe, final, { ...document, boosterDigest });
  return [
    checkOf("training rows", lineage.trainDigest, prepared.rows.digest),
    checkOf("feature plan", lineage.planDigest, prepared.plan.digest),
    checkOf("library", document.library, final.booster.library, false),
    checkOf("rounds", String(document.rounds), String(final.booster.rounds)),
    checkOf("calibrator", canonicalJson(document.calibrator), canonicalJson(final.calibration.calibrator)),
    checkOf("threshold", String(document.threshold), String(final.threshold.threshold)),
    checkOf("booster.txt", document.boosterDigest, boosterDigest),
    checkOf("model.json", documentDigest, sha256(modelDocumentText(rebuilt))),
  ];
}

/** What is gone is told as a difference, not as an error. */
async function rebuildOrSay(
  recorded: Recorded,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<readonly ReplayCheck[]> {
  try {
    return await rebuild(recorded, settings, ports);
  } catch (error) {
    if (!(error instanceof DriftloopError) || !isAboutData(error)) throw error;
    const { featuresVersion, labelsVersion, splitsVersion } = recorded.lineage;
    const versions = `features ${featuresVersion}, labels ${labelsVersion}, splits ${splitsVersion}`;
    return [{ ...checkOf("table versions", versions, null), now: `gone: ${error.message}` }];
  }
}

function isAboutData({ code }: DriftloopError): boolean {
  return code.startsWith("lake/") || code.startsWith("duckdb/");
}

function sentenceOf(checks: readonly ReplayCheck[]): string {
  const differing = checks.filter(({ same }) => !same);
  const names = (decides: boolean): string =>
    differing
      .filter((check) => check.decides === decides)
      .map(({ name }) => name)
      .join(", ");
  const context = names(false) === "" ? "" : ` Also different now: ${names(false)}.`;
  return names(true) === ""
    ? `Byte for byte the same.${context}`
    : `Not the same; what differs: ${names(true)}.${context}`;
}

/**
 * Makes the model of a training run again from the recorded table versions, seeds, options and best parameters, and compares
 * every byte; that of a retraining from its frozen rows, the recorded version of the inference log and the champion it began
 * with. Nothing is stored.
 * @throws NotFound `tracking/run-not-found`; NotReady `replay/run-not-finished`
 */
export async function replayTraining(
  runId: string,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<ReplayResult> {
  const startedAt = ports.clock.now();
  const recorded = await recordsOf(ports.runs.get(runId), settings, ports);
  const { configDigest, codeVersion } = recorded.lineage;
  const progress = ports.progress.start("replay");
  const checks = [
    ...(await rebuildOrSay(recorded, settings, ports)),
    checkOf("program version", codeVersion, settings.codeVersion, false),
    checkOf("project file", configDigest, settings.configDigest, false),
  ];
  const sentence = sentenceOf(checks);
  progress.finish(sentence);
  const same = checks.every((check) => check.same || !check.decides);
  return { runId, same, checks, sentence, seconds: (ports.clock.now() - startedAt) / 1000 };
}
