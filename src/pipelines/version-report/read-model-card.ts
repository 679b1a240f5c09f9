import { loadModel } from "#inference";
import { modelCard } from "#registry";
import { readValidation } from "../decision/challenger-approval.js";
import { modelCardTag } from "../decision/challenger-validation.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { modelCardInput } from "./model-card-input.js";

/** A model card and where it comes from. */
export interface ModelCardText {
  readonly version: number;
  /** Markdown. */
  readonly markdown: string;
  /** SHA-256 of the card that was stored at the newest validation; null when it was made just now. */
  readonly digest: string | null;
}

/**
 * The card that was stored when the version was last validated; before that, a card without measurements.
 * @throws NotFound `registry/version-not-found`; ExternalFailure `artifact/corrupt`
 */
export async function readModelCard(
  number: number,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<ModelCardText> {
  const version = ports.registry.getVersion(settings.name, number);
  const digest = version.tags[modelCardTag] ?? null;
  if (digest !== null) {
    return { version: number, markdown: new TextDecoder().decode(await ports.artifacts.get(digest)), digest };
  }
  const model = await loadModel(version, ports.artifacts);
  const report = version.validationDigest === null ? null : await readValidation(version, ports);
  return { version: number, markdown: modelCard(modelCardInput(version, model, report, settings)), digest };
}
