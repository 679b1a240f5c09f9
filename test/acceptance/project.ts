import { join } from "node:path";
import { driftloopJson, editProject } from "./command-line.js";
import { type CustomersOptions, writeCustomers } from "./data-sets.js";

/**
 * Makes a project of made-up customers whose models pass the gates of the reference.
 * @param root folder that gets the data file `<name>.csv` and the project `<name>`
 * @returns the project's folder
 */
export async function newProject(
  root: string,
  name: string,
  options: Partial<CustomersOptions> & { readonly changes?: readonly (readonly [string, string])[] } = {},
): Promise<string> {
  const data = writeCustomers(root, `${name}.csv`, { rows: 800, ...options });
  const folder = join(root, name);
  await driftloopJson(["init", folder, "--data", data, "--label", "churned"]);
  quickTraining(folder);
  if (options.changes !== undefined) editProject(folder, ...options.changes);
  return folder;
}

/** Two trials instead of fifty, and the gates of the reference: the others need more than a few hundred rows to pass. */
export function quickTraining(folder: string): void {
  editProject(
    folder,
    ["trials: 50", "trials: 2"],
    ["gates: [default, { id: null-robustness, required: false }]", "gates: reference"],
  );
}
