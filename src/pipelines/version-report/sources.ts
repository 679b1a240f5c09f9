import { type GlobalExplanation, type LoadedModel, loadModel } from "#inference";
import type { ModelVersion } from "#registry";
import type { ReportLearning } from "#reporting";
import type { Run } from "#tracking";
import type { StudySource } from "./search-plots.js";
import type { BatchInferenceResult } from "../scoring/batch-inference.js";
import { readValidation } from "../decision/challenger-approval.js";
import type { ValidationReport } from "../validation-report.js";
import { readEvaluations, type StoredEvaluation } from "../fitting/evaluations.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

/** Everything stored about one version that a report tells. */
export interface VersionSources {
  readonly version: ModelVersion;
  readonly run: Run;
  readonly trials: readonly Run[];
  readonly model: LoadedModel;
  readonly test: StoredEvaluation;
  readonly trainRows: number;
  readonly validation: ValidationReport | null;
  readonly inference: BatchInferenceResult | null;
  readonly explanation: GlobalExplanation | null;
  /** The search of its run; null when another program made the run. */
  readonly study: StudySource | null;
  readonly learning: ReportLearning | null;
}

function lastInference(version: number, ports: PipelinePorts): BatchInferenceResult | null {
  for (const run of ports.jobs.search({ status: "succeeded", limit: 200 })) {
    const task = ports.jobs.load(run.id)?.tasks.get("batch_inference");
    const result = (task?.output ?? null) as unknown as BatchInferenceResult | null;
    if (result !== null && result.modelVersion === version) return result;
  }
  return null;
}

async function readExplanation(version: ModelVersion, ports: PipelinePorts): Promise<GlobalExplanation | null> {
  const digest = version.artifacts["explanation.json"];
  if (digest === undefined) return null;
  return JSON.parse(new TextDecoder().decode(await ports.artifacts.get(digest))) as GlobalExplanation;
}

interface StoredTraining {
  readonly learningCurves?: readonly (readonly number[])[];
  readonly foldRounds?: readonly number[];
}

async function readLearning(
  version: ModelVersion,
  rounds: number,
  ports: PipelinePorts,
): Promise<ReportLearning | null> {
  const digest = version.artifacts["training.json"] ?? ports.runs.get(version.runId).artifacts["training.json"];
  if (digest === undefined) return null;
  const bytes = await ports.artifacts.get(digest);
  const { learningCurves: curves, foldRounds } = JSON.parse(new TextDecoder().decode(bytes)) as StoredTraining;
  if (curves === undefined || curves.length === 0 || foldRounds === undefined) return null;
  return { curves, bestRounds: foldRounds.slice(0, curves.length), rounds };
}

function readStudy(runId: string, ports: PipelinePorts): StudySource | null {
  const study = ports.studies.findStudy(runId);
  return study === undefined ? null : { study, trials: ports.studies.listTrials(runId) };
}

/**
 * Reads what is stored about a version.
 * @throws NotFound `registry/version-not-found`
 */
export async function versionSources(
  number: number,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<VersionSources> {
  const version = ports.registry.getVersion(settings.name, number);
  const outOfFold = await readEvaluations(version.runId, "out-of-fold", ports);
  const model = await loadModel(version, ports.artifacts);
  return {
    version,
    run: ports.runs.get(version.runId),
    trials: ports.runs.search({ kind: "trial", parentId: version.runId, limit: 10_000 }).toReversed(),
    model,
    test: await readEvaluations(version.runId, "test", ports),
    trainRows: outOfFold.labels.length,
    validation: version.validationDigest === null ? null : await readValidation(version, ports),
    inference: lastInference(number, ports),
    explanation: await readExplanation(version, ports),
    study: readStudy(version.runId, ports),
    learning: await readLearning(version, model.document.rounds, ports),
  };
}
