import type { OperationContext } from "#orchestration";
import type { PipelinePorts } from "./ports.js";
import type { PipelineSettings } from "./settings.js";

/** Who acts when a job acts by itself. */
export const automaticActor = "policy:auto";

/** What an operation is bound to. */
export type Bind = (
  settings: PipelineSettings,
  ports: PipelinePorts,
) => (context: OperationContext) => Promise<unknown>;
