import type { LabelledRows, TrainingSources } from "#features";
import { type LoadedModel, loadModel } from "#inference";
import { digestOf, externalFailure, messageOf } from "#kernel";
import { rocAuc } from "#metrics";
import type { ModelVersion } from "#registry";
import type { AnchorEvidence, AnchorProblem } from "#validation";
import { trainingSources } from "../fitting/training-rows.js";
import { loadModelRows, scoreMatrix } from "../model-rows.js";
import type { PipelinePorts } from "../ports.js";
import { retrainingOf } from "../retraining/retraining-lineage.js";
import type { PipelineSettings } from "../settings.js";

/** Where the rows of the first champion are, as its training noted it. */
interface FrozenRows {
  readonly rawVersion: number;
  readonly featuresVersion: number;
  readonly labelsVersion: number;
  readonly splitsVersion: number;
  readonly testDigest: string;
}

const changed = (problem: string): Error => externalFailure("promotion/reference-changed", problem);

/** Versions that were ever champion, the first one first. */
function formerChampions(settings: PipelineSettings, ports: PipelinePorts): readonly ModelVersion[] {
  const promoted = ports.registry
    .journal(settings.name)
    .flatMap(({ action, alias, to }) => (action === "promote" && alias === "champion" && to !== null ? [to] : []));
  return [...new Set(promoted)].map((version) => ports.registry.getVersion(settings.name, version));
}

/**
 * The first champion that was promoted because labels proved that the world changed; undefined when there was none. From then on rows
 * of before, the frozen reference set and the project's own test split, speak for a world that is gone.
 */
export function championOfChangedWorld(settings: PipelineSettings, ports: PipelinePorts): ModelVersion | undefined {
  return formerChampions(settings, ports).find((version) => retrainingOf(version)?.worldChanged === true);
}

const labelDigest = ({ entities, labels }: LabelledRows): string => digestOf([entities, [...labels]]);

interface Reference {
  readonly sources: TrainingSources;
  readonly labels: Uint8Array;
  readonly labelDigest: string;
}

/**
 * Opens the frozen reference set: the test rows of the first version that was ever champion, read from the versions of the
 * tables that its training read, however the tables went on since. Test entities stay test entities, so no later version
 * learned from them.
 */
async function openReference(first: ModelVersion, ports: PipelinePorts): Promise<Reference> {
  const frozen = first.lineage as unknown as FrozenRows;
  const sources = await trainingSources(frozen, ports);
  const { rows } = await loadModelRows(await loadModel(first, ports.artifacts), sources, "test", ports);
  if (rows.digest !== frozen.testDigest) {
    throw changed(`the test rows of version ${first.version} are not those it was trained beside`);
  }
  return { sources, labels: rows.labels, labelDigest: labelDigest(rows) };
}

async function scoresOn(reference: Reference, model: LoadedModel, ports: PipelinePorts): Promise<Float64Array> {
  const { rows, matrix } = await loadModelRows(model, reference.sources, "test", ports);
  if (labelDigest(rows) !== reference.labelDigest) throw changed("the models see other rows or labels");
  return scoreMatrix(model, matrix, ports);
}

async function gather(
  challenger: LoadedModel,
  champions: readonly [ModelVersion, ...ModelVersion[]],
  championVersion: number | undefined,
  ports: PipelinePorts,
): Promise<AnchorEvidence> {
  const reference = await openReference(champions[0], ports);
  const { labels } = reference;
  let best: { readonly version: number; readonly scores: Float64Array; readonly auc: number } | undefined;
  let present: Float64Array | undefined;
  for (const version of champions) {
    const scores = await scoresOn(reference, await loadModel(version, ports.artifacts), ports);
    if (version.version === championVersion) present = scores;
    const auc = rocAuc(labels, scores);
    if (best === undefined || auc > best.auc) best = { version: version.version, scores, auc };
  }
  return {
    labels,
    challenger: await scoresOn(reference, challenger, ports),
    best: best!.scores,
    bestVersion: best!.version,
    champion: present ?? best!.scores,
  };
}

/**
 * The challenger, the champion and the best former champion on the frozen reference set; null before there was a champion. Of all versions
 * that were ever champion the best is the one with the highest AUC there: promotions must not slide below it step by step.
 * @returns a problem, in words, when the set cannot be read as it was: then a person has to decide
 */
export async function gatherAnchor(
  challenger: LoadedModel,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<AnchorEvidence | AnchorProblem | null> {
  const [first, ...later] = formerChampions(settings, ports);
  if (first === undefined) return null;
  const turning = championOfChangedWorld(settings, ports);
  if (turning !== undefined) {
    return {
      problem: `its rows are from before the change of the world that made version ${turning.version} champion`,
    };
  }
  try {
    const { champion } = ports.registry.aliases(settings.name);
    return await gather(challenger, [first, ...later], champion, ports);
  } catch (error) {
    return { problem: messageOf(error) };
  }
}
