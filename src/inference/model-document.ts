import type { FeaturePlan, RowTimes } from "#features";
import { canonicalJson, externalFailure, type Instant, type Json } from "#kernel";
import type { Calibrator } from "#metrics";
import type { ArtifactStore, ModelVersion } from "#registry";
import type { SchemaContract, Signature } from "#tabular";
import type { RiskBands } from "./options.js";

/** Everything beside the forest that turns a raw row into a decision, as it is stored in `model.json`. */
export interface ModelDocument {
  readonly format: 1;
  readonly name: string;
  readonly runId: string;
  readonly trainedAt: Instant;
  readonly contract: SchemaContract;
  readonly times: RowTimes;
  readonly signature: Signature;
  readonly plan: FeaturePlan;
  /** SHA-256 of `booster.txt`. */
  readonly boosterDigest: string;
  /** Library that trained the forest. */
  readonly library: string;
  readonly rounds: number;
  readonly params: Json;
  readonly seed: number;
  /** Turns the forest's probabilities into the model's; fitted on out-of-fold predictions. */
  readonly calibrator: Calibrator;
  /** A row counts as positive from this probability on. */
  readonly threshold: number;
  readonly bands: RiskBands;
}

/** A model version with its parts at hand. */
export interface LoadedModel {
  readonly version: number;
  readonly document: ModelDocument;
  readonly boosterText: string;
}

/** The text of `model.json`; equal documents have equal text. */
export function modelDocumentText(document: ModelDocument): string {
  return canonicalJson(document);
}

function parsedDocument(text: string): Partial<ModelDocument> | null {
  try {
    return JSON.parse(text) as Partial<ModelDocument> | null;
  } catch {
    return null;
  }
}

/**
 * Reads a version's artifacts and checks that they belong together.
 * @throws ExternalFailure `model/damaged` when bytes and digests do not fit; NotFound `artifact/not-found`
 */
export async function loadModel(version: ModelVersion, artifacts: ArtifactStore): Promise<LoadedModel> {
  const read = async (name: string): Promise<string> => {
    const digest = version.artifacts[name];
    if (digest === undefined) {
      throw externalFailure("model/damaged", `version ${version.version} of ${version.name} has no artifact "${name}"`);
    }
    return new TextDecoder().decode(await artifacts.get(digest));
  };
  const document = parsedDocument(await read("model.json"));
  if (document?.format !== 1 || document.boosterDigest !== version.artifacts["booster.txt"]) {
    throw externalFailure(
      "model/damaged",
      `version ${version.version} of ${version.name}: model.json does not describe its booster.txt; run \`driftloop verify\``,
    );
  }
  return { version: version.version, document: document as ModelDocument, boosterText: await read("booster.txt") };
}
