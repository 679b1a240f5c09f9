import type { ReferenceProfile } from "#monitoring";
import { keptPerStore } from "../kept-per-store.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { versionReference } from "./version-reference.js";

/** The first champion with what it saw at training. */
export interface Anchor {
  readonly modelVersion: number;
  readonly reference: ReferenceProfile;
}

const kept = keptPerStore<Anchor | null>();

/** The first champion of a project; null while it serves itself, or when its reference was not kept. */
export async function anchorOf(
  version: number,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<Anchor | null> {
  const first = ports.registry
    .journal(settings.name)
    .find(({ action, alias, to }) => action === "promote" && alias === "champion" && to !== null)?.to;
  if (first === undefined || first === null || first === version) return null;
  return kept(ports.artifacts, first, async () => {
    const reference = await versionReference(first, settings, ports);
    return reference === null ? null : { modelVersion: first, reference };
  });
}
