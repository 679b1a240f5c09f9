import { extname, join, resolve } from "node:path";
import { makeFolder, removePath, writeCsvFile } from "#adapters/system";
import type { Audience } from "#inference";
import { digestOf, invalidInput } from "#kernel";
import {
  type EntityExplanation,
  explainEntity,
  explainFile,
  explanationFields,
  type FileExplanation,
  type InferenceTarget,
  resolveInferenceTarget,
} from "#pipelines";
import { type Project, stateFolderOf } from "../project/open-project.js";

/** What is to be explained, as given on the command line. */
export interface ExplainRequest {
  readonly entity: string | null;
  readonly input: string | null;
  /** CSV file for all rows of the input; null keeps to the rows of highest probability. */
  readonly output: string | null;
  /** Null takes the champion. */
  readonly version: number | null;
  readonly audience: Audience;
}

/** Why rows got their probabilities. */
export type ExplainResult =
  | ({ readonly kind: "entity" } & EntityExplanation)
  | ({ readonly kind: "file"; readonly output: string | null } & FileExplanation);

async function explainInput(
  project: Project,
  input: string,
  request: ExplainRequest,
  target: InferenceTarget,
): Promise<ExplainResult> {
  const { settings, ports } = project;
  const output = request.output === null ? null : resolve(request.output);
  if (output !== null && extname(output).toLowerCase() !== ".csv") {
    throw invalidInput("explain/output-format", `${output} must end in .csv`);
  }
  const folder = join(stateFolderOf(project.folder), "scratch");
  makeFolder(folder);
  const scratch = join(folder, digestOf([input, ports.ids.next("file")]).slice(0, 16));
  const sink =
    output === null
      ? null
      : (batches: Parameters<typeof writeCsvFile>[2]) => writeCsvFile(output, explanationFields, batches);
  try {
    const asked = { input: resolve(input), scratch, audience: request.audience, sink };
    return { kind: "file", output, ...(await explainFile(asked, target, settings, ports)) };
  } finally {
    for (const path of [`${scratch}.parquet`, `${scratch}.parquet.spare`]) removePath(path);
  }
}

/**
 * Why an entity, or the rows of a file, got their probabilities from the champion or a named version.
 * @throws InvalidInput `explain/what`, `explain/output-format`; NotFound `explain/unknown-entity`,
 *   `registry/version-not-found`; NotReady `inference/no-champion`, `inference/no-features`
 */
export async function explain(project: Project, request: ExplainRequest): Promise<ExplainResult> {
  const { settings, ports } = project;
  const { entity, input, audience } = request;
  if ((entity === null) === (input === null)) {
    throw invalidInput("explain/what", "name one entity, or a file with --input FILE, and not both");
  }
  const found = await resolveInferenceTarget(settings, ports, request.version);
  if (input !== null) return explainInput(project, input, request, found);
  return { kind: "entity", ...(await explainEntity({ entity: entity!, audience }, found, settings, ports)) };
}
