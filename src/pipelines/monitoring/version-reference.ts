import { type LoadedModel, loadModel, type Scorer } from "#inference";
import { createRandom } from "#kernel";
import {
  alarmRules,
  binnedRows,
  type BudgetProof,
  proveBudget,
  type ReferenceProfile,
  windowLengthMs,
  windowsPerYear,
} from "#monitoring";
import { referenceArtifact } from "../fitting/reference-profile.js";
import { readReferenceRows, type ReferenceSample } from "../fitting/reference-rows.js";
import { keptPerStore } from "../kept-per-store.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

/** A version as monitoring needs it. */
export interface WatchedVersion {
  readonly model: LoadedModel;
  readonly reference: ReferenceProfile;
  readonly scorer: Scorer;
}

const kept = keptPerStore<WatchedVersion | null>();

/** What a version saw at training; null when that was not kept. */
export async function versionReference(
  version: number,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<ReferenceProfile | null> {
  const digest = ports.registry.getVersion(settings.name, version).artifacts[referenceArtifact];
  if (digest === undefined) return null;
  return JSON.parse(new TextDecoder().decode(await ports.artifacts.get(digest))) as ReferenceProfile;
}

async function open(version: number, settings: PipelineSettings, ports: PipelinePorts): Promise<WatchedVersion | null> {
  const record = ports.registry.getVersion(settings.name, version);
  const reference = await versionReference(version, settings, ports);
  if (reference === null) return null;
  const model = await loadModel(record, ports.artifacts);
  return { model, reference, scorer: await (await ports.scorers()).open(model.boosterText) };
}

/**
 * A version with the reference that was frozen at its training; kept open until the project is closed.
 * @returns null for a version of which no reference was kept
 */
export function watchedVersion(
  version: number,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<WatchedVersion | null> {
  return kept(ports.artifacts, version, () => open(version, settings, ports));
}

const keptSamples = keptPerStore<ReferenceSample | null>();

/** The rows that were frozen with a version; null for one of which none were kept. */
export function sampleOf(
  version: number,
  { document }: Pick<LoadedModel, "document">,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<ReferenceSample | null> {
  return keptSamples(ports.artifacts, version, () => readReferenceRows(version, document.plan, settings, ports));
}

const proofTag = "monitor_proof";

/** What a proof was made for: another reference or other options ask for another proof. */
function proofKey({ id }: ReferenceProfile, { monitoring }: PipelineSettings): string {
  const { granularity, falseAlarmsPerYear, thresholds } = monitoring;
  return [id.slice(0, 16), granularity, falseAlarmsPerYear, thresholds.psi, "whole-rule"].join("/");
}

interface StoredProof {
  readonly key: string;
  readonly proof: BudgetProof;
}

async function storedProof(
  version: number,
  key: string,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<BudgetProof | null> {
  const digest = ports.registry.getVersion(settings.name, version).tags[proofTag];
  if (digest === undefined) return null;
  const stored = JSON.parse(new TextDecoder().decode(await ports.artifacts.get(digest))) as StoredProof;
  return stored.key === key ? stored.proof : null;
}

const proofs = new WeakMap<object, Map<string, BudgetProof>>();

/**
 * The alarm rules of a version with the proof that they keep within the false-alarm budget: windows drawn from the reference
 * itself are replayed before the first one is judged. Made once per version and options, and stored with the version.
 * @param rowsPerWindow of the first window
 */
export async function provenRules(
  version: number,
  { reference, model }: WatchedVersion,
  rowsPerWindow: number,
  context: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<BudgetProof> {
  const { settings, ports } = context;
  const key = proofKey(reference, settings);
  const made = proofs.get(ports.artifacts) ?? new Map<string, BudgetProof>();
  proofs.set(ports.artifacts, made);
  const known = made.get(`${version}/${key}`) ?? (await storedProof(version, key, settings, ports));
  if (known !== null) {
    made.set(`${version}/${key}`, known);
    return known;
  }
  const { falseAlarmsPerYear: budget, granularity } = settings.monitoring;
  const perYear = windowsPerYear(windowLengthMs(granularity));
  const frozen = await sampleOf(version, model, settings, ports);
  const options = {
    rowsPerWindow: Math.max(1, rowsPerWindow),
    windowsPerYear: perYear,
    budget,
    ...(frozen === null ? {} : { sample: binnedRows(reference, frozen.features, frozen.probabilities) }),
  };
  const proof = proveBudget(reference, alarmRules(settings.monitoring, perYear), options, createRandom(`proof/${key}`));
  const digest = await ports.artifacts.put(JSON.stringify({ key, proof } satisfies StoredProof));
  ports.registry.annotate(settings.name, version, { tags: { [proofTag]: digest } });
  made.set(`${version}/${key}`, proof);
  return proof;
}
