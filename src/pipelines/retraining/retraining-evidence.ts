import { encodeFeatures, type LabelledRows } from "#features";
import type { LoadedModel } from "#inference";
import { loadModel } from "#inference";
import type { ModelVersion } from "#registry";
import type { PromotionReason } from "#validation";
import { championOfChangedWorld } from "../decision/frozen-reference.js";
import type { EvidenceRows } from "../decision/validation-evidence.js";
import type { TrainingVersions } from "../fitting/training-rows.js";
import type { ModelRows } from "../model-rows.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { type Incumbent, loadGroundRows } from "./gather-ground.js";
import { labelledRowsOf, rowRange } from "./pool.js";
import { retrainingOf } from "./retraining-lineage.js";

const encoded = (model: LoadedModel, rows: LabelledRows): ModelRows => ({
  rows,
  matrix: encodeFeatures(model.document.plan, rows.features),
});

/** The champion that a version was retrained from, as it was then. */
export async function formerIncumbent(
  championVersion: number,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<Incumbent> {
  const version = ports.registry.getVersion(settings.name, championVersion);
  const model = await loadModel(version, ports.artifacts);
  const retraining = retrainingOf(version);
  const lineage = version.lineage as unknown as TrainingVersions;
  const { params, rounds } = retraining ?? { params: model.document.params, rounds: model.document.rounds };
  return { version, model, lineage, retraining, params: params as Incumbent["params"], rounds };
}

/**
 * The rows by which a version that came out of a retraining is judged: the newest matured ones, which are newer than anything
 * that it or the champion was fitted on. Null for other versions.
 */
export async function retrainingEvidence(
  version: ModelVersion,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<EvidenceRows | null> {
  const retraining = retrainingOf(version);
  if (retraining === null) return null;
  const incumbent = await formerIncumbent(retraining.championVersion, settings, ports);
  const context = { settings, ports };
  const { pool, holdout } = await loadGroundRows(version.runId, incumbent, retraining.logVersion, context);
  return {
    train: async (model) => encoded(model, labelledRowsOf(pool, rowRange(0, pool.labels.length))),
    test: async (model) => encoded(model, holdout),
    hasAnchor: !retraining.worldChanged && championOfChangedWorld(settings, ports) === undefined,
  };
}

/** Verdicts that are a reason to change even when the challenger is only not worse. */
const reasons: ReadonlySet<string> = new Set(["covariate-drift-with-loss", "realised-loss", "concept-drift"]);

/** Why a version was made, where that is a reason to change; null otherwise. */
export function promotionReason(version: ModelVersion): PromotionReason | null {
  const retraining = retrainingOf(version);
  if (retraining === null || !reasons.has(retraining.verdict)) return null;
  const text = version.tags["reason"] ?? retraining.verdict;
  return { kind: "drift-alarm", text };
}
