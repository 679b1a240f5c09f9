import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import { copyPath, isEmptyFolder, makeFolder, makeTemporaryFolder } from "#adapters/system";
import { invalidInput } from "#kernel";
import { openProject, type ProjectOptions } from "./open-project.js";
import { writeReport } from "./report.js";
import { runTraining, type TrainingJobResult } from "./run-job.js";
import type { TrainOverrides } from "./stages.js";

/** What the demonstration did. */
export interface DemoResult {
  readonly folder: string;
  readonly job: TrainingJobResult;
  /** Absolute path of the HTML page. */
  readonly report: string;
  readonly seconds: number;
}

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

/**
 * Copies the Telco churn example into a folder and runs it from raw data to the report.
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
  for (const part of ["driftloop.yaml", "data", "README.md"]) copyPath(join(exampleFolder, part), join(folder, part));
  const project = await openProject({ ...options, folder });
  try {
    const job = await runTraining(project, overrides);
    const report = await writeReport(project, { kind: "training", version: null, output: null });
    return { folder, job, report: report.file, seconds: (options.clock.now() - startedAt) / 1000 };
  } finally {
    await project.close();
  }
}
