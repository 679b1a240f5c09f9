import { extname, join, resolve } from "node:path";
import { makeFolder, movePath, removePath, writeCsvFile } from "#adapters/system";
import { predictionFields } from "#inference";
import { digestOf, invalidInput } from "#kernel";
import {
  type BatchInferenceResult,
  type FileScoringResult,
  type FileLogResult,
  logFile,
  resolveInferenceTarget,
  scoreFile,
} from "#pipelines";
import type { Relation } from "#relation";
import { type Project, stateFolderOf } from "../project/open-project.js";
import { runProjectJob } from "../jobs/drive-job.js";

/** What a prediction did, and where its rows are. */
export type PredictionResult =
  | ({ readonly kind: "population"; readonly output: string | null; readonly currency: string } & BatchInferenceResult)
  | ({
      readonly kind: "file";
      readonly output: string | null;
      readonly currency: string;
      /** What joined the inference log; null when that was not asked for. */
      readonly log: FileLogResult | null;
    } & Omit<FileScoringResult, "file">);

/** Where predictions are read from and written to, as given on the command line. */
export interface PredictionPlaces {
  readonly input?: string;
  readonly output?: string;
  /** Whether the rows of `input` join the inference log. */
  readonly log?: boolean;
}

type OutputFormat = ".csv" | ".parquet";

function formatOf(output: string): OutputFormat {
  const suffix = extname(output).toLowerCase();
  if (suffix === ".csv" || suffix === ".parquet") return suffix;
  throw invalidInput("predict/output-format", `${output} must end in .csv or .parquet`);
}

async function writeOutput(project: Project, relation: Relation, output: string): Promise<void> {
  const engine = await project.ports.engine();
  if (formatOf(output) === ".csv") await writeCsvFile(output, predictionFields, engine.stream(relation));
  else await engine.write(relation, output);
}

async function scorePopulation(project: Project, output: string | null): Promise<PredictionResult> {
  const { settings, ports } = project;
  const { predictedAt: _, ...target } = await resolveInferenceTarget(settings, ports);
  const outcome = await runProjectJob(project, { job: "inference", parameters: {}, inputs: target });
  const result = outcome.outputs["batch_inference"] as unknown as BatchInferenceResult;
  if (output !== null) {
    const version = (await ports.tables.versions("predictions")).find(
      ({ version }) => version === result.predictionsVersion,
    )!;
    const paths = version.added.map(({ path }) => path);
    await writeOutput(project, { kind: "parquet", paths, fields: predictionFields }, output);
  }
  return { kind: "population", output, currency: settings.business.currency, ...result };
}

async function scoreInput(
  project: Project,
  input: string,
  output: string | null,
  isLogged: boolean,
): Promise<PredictionResult> {
  const { settings, ports } = project;
  const target = await resolveInferenceTarget(settings, ports);
  const folder = join(stateFolderOf(project.folder), "scratch");
  makeFolder(folder);
  const parquet = join(folder, `${digestOf([input, output, ports.ids.next("file")]).slice(0, 16)}.parquet`);
  try {
    const { file, ...result } = await scoreFile({ input, output: parquet }, target, settings, ports);
    const logTarget = { modelVersion: target.modelVersion, predictedAt: Date.parse(result.predictedAt) };
    const log = isLogged ? await logFile(input, logTarget, settings, ports) : null;
    const format = output === null ? null : formatOf(output);
    if (format === ".parquet") movePath(file.path, output!);
    else if (format === ".csv")
      await writeOutput(project, { kind: "parquet", paths: [file.path], fields: predictionFields }, output!);
    return { kind: "file", output, currency: settings.business.currency, log, ...result };
  } finally {
    removePath(parquet);
  }
}

/**
 * Scores the whole population, or the rows of a file, with the champion.
 * @throws NotReady `inference/no-champion`, `inference/no-features`; InvalidInput `predict/output-format`,
 *   `predict/no-output`
 */
export async function predict(project: Project, places: PredictionPlaces): Promise<PredictionResult> {
  const output = places.output === undefined ? null : resolve(places.output);
  if (output !== null) formatOf(output);
  const isLogged = places.log === true;
  if (places.input === undefined) return scorePopulation(project, output);
  if (output === null && !isLogged)
    throw invalidInput(
      "predict/no-output",
      "name the file for the predictions too (--output FILE.csv or FILE.parquet), or add them to the inference log (--log)",
    );
  return scoreInput(project, resolve(places.input), output, isLogged);
}
