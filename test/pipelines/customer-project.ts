import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { initProject, openProject, type Project, runTraining } from "#app";
import { type Clock, silentProgress } from "#kernel";
import { writeCustomers } from "../acceptance/data-sets.js";

/** A clock that tests move by hand. */
export interface HandClock extends Clock {
  set(epochMs: number): void;
}

/** A clock that starts at the given moment and stands still until it is set. */
export function handClock(start: string): HandClock {
  let now = Date.parse(start);
  return {
    now: () => now,
    set: (epochMs) => {
      now = epochMs;
    },
  };
}

/** A trained project of made-up customers with a champion, opened on a clock of its own. */
export async function trainedProject(
  root: string,
  clock: Clock,
  changes: readonly (readonly [string, string])[] = [],
): Promise<Project> {
  const folder = join(root, "project");
  const data = writeCustomers(root, "customers.csv", { rows: 800 });
  await initProject(folder, { data, label: "churned" });
  const file = join(folder, "driftloop.yaml");
  const quick = [
    ["gates: [default, { id: null-robustness, required: false }]", "gates: reference"],
    ["trials: 50", "trials: 2"],
    ...changes,
  ] as const;
  const text = quick.reduce((yaml, [from, to]) => yaml.replace(from, to), readFileSync(file, "utf8"));
  writeFileSync(file, text);
  const project = await openProject({ folder, clock, progress: silentProgress, codeVersion: "1.2.3" });
  await runTraining(project);
  return project;
}
