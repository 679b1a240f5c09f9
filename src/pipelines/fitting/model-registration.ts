import { loadModel } from "#inference";
import { externalFailure, instantOf, notReady } from "#kernel";
import type { ModelVersion } from "#registry";
import type { Run } from "#tracking";
import type { FeatureMatrix } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

/** What registration leaves. */
export interface RegistrationResult {
  readonly version: number;
  readonly runId: string;
  /** Rows of the stored example that the registered model scored again, bit for bit. */
  readonly exampleRows: number;
}

/** Encoded rows with the probabilities the model gave them right after training, stored as `input-example.json`. */
export interface InputExample {
  readonly names: readonly string[];
  readonly categorical: readonly number[];
  /** `[rowCount][inputCount]`, null for missing. */
  readonly rows: readonly (readonly (number | null)[])[];
  readonly probabilities: readonly number[];
}

/** The example as a matrix. */
export function exampleMatrix(example: InputExample): FeatureMatrix {
  return {
    rowCount: example.rows.length,
    names: example.names,
    categorical: example.categorical,
    columns: example.names.map((_, input) => Float64Array.from(example.rows, (row) => row[input] ?? Number.NaN)),
  };
}

function finishedRun(runId: string | null, ports: PipelinePorts): Run {
  const run =
    runId === null ? ports.runs.search({ kind: "training", status: "finished", limit: 1 })[0] : ports.runs.get(runId);
  if (run === undefined)
    throw notReady("registry/no-run", "there is no finished training run; run `driftloop train` first");
  if (run.kind !== "training" || run.status !== "finished") {
    throw notReady(
      "registry/run-not-finished",
      `run ${run.id} is a ${run.kind} run with status ${run.status}; only a finished training run can be registered`,
    );
  }
  return run;
}

async function checkLoads(version: ModelVersion, ports: PipelinePorts): Promise<number> {
  const model = await loadModel(version, ports.artifacts);
  const bytes = await ports.artifacts.get(version.artifacts["input-example.json"] ?? "");
  const example = JSON.parse(new TextDecoder().decode(bytes)) as InputExample;
  const scorer = await (await ports.scorers()).open(model.boosterText);
  try {
    const again = await scorer.probabilities(exampleMatrix(example));
    const differs = example.probabilities.findIndex((probability, row) => probability !== again[row]);
    if (differs < 0) return example.rows.length;
    throw externalFailure(
      "registry/load-test-failed",
      `version ${version.version}, loaded from the registry, scores example row ${differs + 1} as ${again[differs]} instead of ${example.probabilities[differs]}`,
    );
  } finally {
    await scorer.close();
  }
}

/** Gives the alias challenger to a version that has not been decided on yet. */
function makeChallenger(version: ModelVersion, actor: string, ports: PipelinePorts): void {
  const aliases = ports.registry.aliases(version.name);
  if (Object.values(aliases).includes(version.version)) return;
  ports.registry.moveAliases({
    name: version.name,
    moves: [{ alias: "challenger", expected: aliases.challenger ?? null, version: version.version }],
    action: "register",
    actor,
    reason: `registered from run ${version.runId}`,
    evidenceDigest: null,
    at: instantOf(ports.clock),
  });
}

/**
 * Makes a finished training run the next immutable version, checks that it loads and scores as it did when it was trained, and
 * gives it the alias challenger. Registering a run again returns its version.
 * @param request `runId` null takes the newest finished training run
 */
export async function registerModel(
  request: { readonly runId: string | null; readonly actor: string },
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<RegistrationResult> {
  const run = finishedRun(request.runId, ports);
  const known = ports.registry.listVersions(settings.name).find((version) => version.runId === run.id);
  const version =
    known ??
    ports.registry.createVersion({
      name: settings.name,
      createdAt: instantOf(ports.clock),
      runId: run.id,
      artifacts: run.artifacts,
      lineage: { ...(run.params["lineage"] as object), runId: run.id },
      metrics: run.metrics,
      tags: { model_type: "lightgbm", use_case: settings.name, training_date: run.startedAt.slice(0, 10), ...run.tags },
    });
  const exampleRows = await checkLoads(version, ports);
  if (known === undefined || known.validation === "none") makeChallenger(version, request.actor, ports);
  return { version: version.version, runId: run.id, exampleRows };
}
