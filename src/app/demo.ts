import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import {
  copyPath,
  isEmptyFolder,
  makeFolder,
  makeTemporaryFolder,
  readTextFile,
  writeFileDurably,
} from "#adapters/system";
import { changeProjectFile, projectFileName } from "#config";
import { invalidInput } from "#kernel";
import { openProject, type Project, type ProjectOptions } from "./project/open-project.js";
import { writeReport } from "./reports/report.js";
import { runTraining, type TrainingJobResult } from "./run-job.js";
import { simulate, type SimulationResult } from "./simulation/simulate.js";
import type { TrainOverrides } from "./models/stages.js";

/** What the demonstration did. */
export interface DemoResult {
  readonly folder: string;
  readonly job: TrainingJobResult;
  /** Absolute path of the HTML page. */
  readonly report: string;
  /** The days of production that followed; null when the gates refused the model. */
  readonly life: SimulationResult | null;
  readonly seconds: number;
}

/** So that months fit into a demonstration: outcomes are certain early, and few recipes race. */
const changes: Parameters<typeof changeProjectFile>[1] = [
  [["data", "label", "horizon"], "30d"],
  [["retraining", "fallback"], "90d"],
  [["retraining", "halfLives"], ["60d"]],
];
const days = 91;

const exampleFolder = fileURLToPath(new URL("../../examples/telco-churn/", import.meta.url));

function prepareFolder(place: string | null): string {
  if (place === null) return makeTemporaryFolder("driftloop-demo-");
  const folder = resolve(place);
  if (!isEmptyFolder(folder)) {
    throw invalidInput(
      "demo/not-empty",
      `${folder} holds something already; name a new folder, or none for a temporary one`,
    );
  }
  makeFolder(folder);
  return folder;
}

/** Copies the example, with settings that fit into the demonstration. */
async function copyExample(folder: string): Promise<void> {
  for (const part of [projectFileName, "data", "scenarios", "README.md"]) {
    copyPath(join(exampleFolder, part), join(folder, part));
  }
  const file = join(folder, projectFileName);
  await writeFileDurably(file, changeProjectFile(readTextFile(file)!, changes));
}

async function withProjectOf<Result>(
  options: ProjectOptions,
  work: (project: Project) => Promise<Result>,
): Promise<Result> {
  const project = await openProject(options);
  try {
    return await work(project);
  } finally {
    await project.close();
  }
}

/**
 * Copies the Telco churn example into a folder, runs it from raw data to the report, and lives through months of production
 * with it.
 * @param place an empty or new folder; null takes a temporary one
 * @throws InvalidInput `demo/not-empty`
 */
export async function runDemo(
  place: string | null,
  overrides: TrainOverrides,
  options: Omit<ProjectOptions, "folder">,
): Promise<DemoResult> {
  const startedAt = options.clock.now();
  const folder = prepareFolder(place);
  await copyExample(folder);
  const opened = { ...options, folder };
  const { job, report } = await withProjectOf(opened, async (project) => ({
    job: await runTraining(project, overrides),
    report: await writeReport(project, { kind: "training", version: null, output: null }),
  }));
  const live = (project: Project): Promise<SimulationResult> =>
    simulate(project, { days, drift: "demo", inPlace: true }, options);
  const life = job.succeeded ? await withProjectOf(opened, live) : null;
  return { folder, job, report: report.file, life, seconds: (options.clock.now() - startedAt) / 1000 };
}
