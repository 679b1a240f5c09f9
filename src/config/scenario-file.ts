import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { didYouMean, notFound } from "#kernel";
import { calmScenario, type Scenario, scenarioSchema } from "#simulation";
import { validateYaml } from "./validate.js";
import { parseYaml } from "./yaml-positions.js";

/**
 * A scenario from the text of its file.
 * @param fileName used in messages
 * @throws InvalidInput `config/unreadable`, `config/invalid`
 */
export function parseScenario(text: string, fileName: string): Scenario {
  return validateYaml(parseYaml(text, fileName), scenarioSchema);
}

/** The folder of a project in which scenarios are looked for by name. */
const scenarioFolder = "scenarios";

/** Names of the scenarios of a project, `none` first. */
export function scenarioNames(projectFolder: string): readonly string[] {
  const folder = join(projectFolder, scenarioFolder);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const names = files.filter((file) => file.endsWith(".yaml")).map((file) => basename(file, ".yaml"));
  return [calmScenario.name, ...names.toSorted()];
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/**
 * Reads a scenario.
 * @param place path of a file, or the name of one in the project's folder `scenarios`; `none` is always there
 * @throws NotFound `config/no-scenario`; InvalidInput for what is wrong in the file
 */
export function loadScenario(place: string, projectFolder: string): Scenario {
  if (place === calmScenario.name) return calmScenario;
  const path = [resolve(place), join(projectFolder, scenarioFolder, `${place}.yaml`)].find(isFile);
  if (path === undefined) {
    const names = scenarioNames(projectFolder);
    throw notFound(
      "config/no-scenario",
      `there is no scenario "${place}": no such file, and ${scenarioFolder}/ has ${names.length === 1 ? "none yet" : names.slice(1).join(", ")}; ${calmScenario.name} is always there.${didYouMean(place, names)}`,
    );
  }
  return parseScenario(readFileSync(path, "utf8"), basename(path));
}
