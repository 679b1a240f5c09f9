import { exactCalibration, fitScoreCalibration, type PerformanceReference, sumsOfLabelled } from "#monitoring";
import { loadModel } from "#inference";
import { readEvaluations } from "../fitting/evaluations.js";
import { keptPerStore } from "../kept-per-store.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

const kept = keptPerStore<PerformanceReference | null>();

function stacked(parts: readonly { readonly labels: Uint8Array; readonly probabilities: Float64Array }[]): {
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
} {
  return {
    labels: Uint8Array.from(parts.flatMap(({ labels }) => [...labels])),
    probabilities: Float64Array.from(parts.flatMap(({ probabilities }) => [...probabilities])),
  };
}

async function readReference(
  version: number,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<PerformanceReference | null> {
  const record = ports.registry.getVersion(settings.name, version);
  const { document } = await loadModel(record, ports.artifacts);
  const [test, outOfFold] = [
    await readEvaluations(document.runId, "test", ports),
    await readEvaluations(document.runId, "out-of-fold", ports),
  ];
  if (test.labels.length === 0) return null;
  const all = stacked([test, outOfFold]);
  return {
    modelVersion: version,
    id: `${document.runId}:test`,
    holdout: sumsOfLabelled(test.labels, test.probabilities, document.threshold),
    calibration: fitScoreCalibration(all.labels, all.probabilities) ?? exactCalibration,
  };
}

/**
 * What a version was like at training: its test rows, and the calibration of its scores on all rows it did not see.
 * @returns null when nothing was kept about them
 */
export function performanceReference(
  version: number,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<PerformanceReference | null> {
  return kept(ports.artifacts, version, () => readReference(version, settings, ports));
}
