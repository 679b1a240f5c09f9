import { type GlobalExplanation, type LoadedModel, loadModel } from "#inference";
import type { ModelVersion } from "#registry";
import type { Run } from "#tracking";
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
  return {
    version,
    run: ports.runs.get(version.runId),
    trials: ports.runs.search({ kind: "trial", parentId: version.runId, limit: 10_000 }).toReversed(),
    model: await loadModel(version, ports.artifacts),
    test: await readEvaluations(version.runId, "test", ports),
    trainRows: outOfFold.labels.length,
    validation: version.validationDigest === null ? null : await readValidation(version, ports),
    inference: lastInference(number, ports),
    explanation: await readExplanation(version, ports),
  };
}
