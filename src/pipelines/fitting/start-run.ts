import { instantOf, type Json } from "#kernel";
import { hasRun } from "#tracking";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

/** A training run that begins: its name, and what it is tagged with. */
export interface TrainingRun {
  readonly id: string;
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Creates the record of a training run with the settings it is made with; one that is there already is left as it is. */
export function startTrainingRun(run: TrainingRun, settings: PipelineSettings, ports: PipelinePorts): void {
  if (hasRun(ports.runs, run.id)) return;
  ports.runs.create({
    ...run,
    kind: "training",
    startedAt: instantOf(ports.clock),
    params: {
      training: settings.training as unknown as Json,
      business: settings.business as unknown as Json,
      configDigest: settings.configDigest,
    },
  });
}
