import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openProject, type Project, runTraining } from "#app";
import { type Clock, type Progress, silentProgress } from "#kernel";

const example = fileURLToPath(new URL("../../examples/telco-churn/", import.meta.url));
const clock: Clock = { now: () => Date.now() };

/** Opens a project of the example with a champion, made in `folder`. @param changes of the project file */
export async function trainedTelco(
  folder: string,
  changes: readonly (readonly [string, string])[] = [],
  trials = 12,
): Promise<Project> {
  mkdirSync(folder, { recursive: true });
  for (const part of ["driftloop.yaml", "data", "scenarios"]) {
    cpSync(join(example, part), join(folder, part), { recursive: true });
  }
  const file = join(folder, "driftloop.yaml");
  const text = changes.reduce((yaml, [from, to]) => yaml.replace(from, to), readFileSync(file, "utf8"));
  writeFileSync(file, text);
  const project = await openProject({ folder, clock, progress: silentProgress, codeVersion: "bench" });
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
