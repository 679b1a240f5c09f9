import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openProject, type Project, runTraining } from "#app";
import { type Clock, type Progress, silentProgress } from "#kernel";

const example = fileURLToPath(new URL("../../examples/telco-churn/", import.meta.url));
const clock: Clock = { now: () => Date.now() };

type FileChanges = readonly (readonly [string, string])[];

/** Puts the example's project file into a folder, changed, and opens the project there. */
function openChanged(folder: string, changes: FileChanges): Promise<Project> {
  const original = readFileSync(join(example, "driftloop.yaml"), "utf8");
  writeFileSync(
    join(folder, "driftloop.yaml"),
    changes.reduce((yaml, [from, to]) => yaml.replace(from, to), original),
  );
  return openProject({ folder, clock, progress: silentProgress, codeVersion: "bench" });
}

/** Opens a copy of a trained project under another project file: the same champion, other rules. */
export function copiedTelco(trained: string, folder: string, changes: FileChanges): Promise<Project> {
  cpSync(trained, folder, { recursive: true });
  return openChanged(folder, changes);
}

/** Opens a project of the example with a champion, made in `folder`. @param changes of the project file */
export async function trainedTelco(folder: string, changes: FileChanges = [], trials = 12): Promise<Project> {
  mkdirSync(folder, { recursive: true });
  for (const part of ["data", "scenarios"]) {
    cpSync(join(example, part), join(folder, part), { recursive: true });
  }
  const project = await openChanged(folder, changes);
  const job = await runTraining(project, { trials });
  if (!job.succeeded) throw new Error("the example's model was refused");
  return project;
}

/** What every simulation is given. */
export const simulationContext: { readonly clock: Clock; readonly progress: Progress; readonly codeVersion: string } = {
  clock,
  progress: silentProgress,
  codeVersion: "bench",
};
