import { basename, extname, isAbsolute, join, relative, resolve } from "node:path";
import { createRawFileReader, openDuckdb } from "#adapters/duckdb";
import { isFolder, isPresent, makeFolder, readTextFile, writeFileDurably } from "#adapters/system";
import { parseProjectConfig, projectFileName, scenarioNames } from "#config";
import { reservedNames } from "#features";
import { exampleScenarioName, inferContract, profileFile, renderExampleScenario, renderProjectFile } from "#ingestion";
import { conflict, invalidInput } from "#kernel";
import { calmScenario } from "#simulation";

/** What the user says about the data. */
export interface InitOptions {
  readonly data: string;
  readonly label: string;
  readonly positive?: string;
  readonly key?: string;
  readonly eventTime?: string;
  readonly name?: string;
  readonly force?: boolean;
}

/** What `init` found and wrote. */
export interface InitResult {
  /** Absolute path of the project file. */
  readonly file: string;
  /** Name of the scenario that `simulate` can live through; null where none was written. */
  readonly scenario: string | null;
  readonly folder: string;
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly label: { readonly column: string; readonly positive: string };
  readonly entity: readonly string[];
  readonly features: readonly string[];
  /** Columns that are left out of the features, with the reason. */
  readonly excluded: Readonly<Record<string, string>>;
  /** What was guessed about the whole. */
  readonly remarks: readonly string[];
}

function projectName(data: string): string {
  const words = basename(data, extname(data))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "");
  return words === "" ? "project" : words;
}

function sourceFor(folder: string, data: string): string {
  const path = relative(folder, data);
  return path.startsWith("..") || isAbsolute(path) ? data : path;
}

/** Scenarios that are there already are the user's, but for one that an earlier, interrupted start wrote. */
async function writeExampleScenario(folder: string, text: string | null): Promise<string | null> {
  if (text === null) return null;
  const path = join(folder, "scenarios", `${exampleScenarioName}.yaml`);
  const isOurs = readTextFile(path) === text;
  if (!isOurs && scenarioNames(folder).some((name) => name !== calmScenario.name)) return null;
  await writeFileDurably(path, text);
  return exampleScenarioName;
}

/**
 * Profiles a data file and writes a commented project file, and a scenario to simulate with.
 * @param dir folder of the project; made when missing
 * @throws Conflict `init/exists` when there is a project file already; InvalidInput `init/not-a-folder` and what is wrong with file or label
 */
export async function initProject(dir: string, options: InitOptions): Promise<InitResult> {
  const folder = resolve(dir);
  if (isPresent(folder) && !isFolder(folder)) {
    throw invalidInput("init/not-a-folder", `${folder} is a file; name a new folder for the project`);
  }
  const file = join(folder, projectFileName);
  if (isPresent(file) && options.force !== true) {
    throw conflict("init/exists", `${file} exists already; use --force to replace it, or name another folder`);
  }
  const data = resolve(options.data);
  const database = await openDuckdb({});
  try {
    const profile = await profileFile(data, createRawFileReader(database), options.label);
    const inferred = inferContract(profile, {
      label: options.label,
      ...(options.positive === undefined ? {} : { positive: options.positive }),
      ...(options.key === undefined ? {} : { key: [options.key] }),
      ...(options.eventTime === undefined ? {} : { eventTime: options.eventTime }),
    });
    const name = options.name ?? projectName(data);
    const text = renderProjectFile(inferred, { name, source: sourceFor(folder, data), reserved: reservedNames });
    const config = parseProjectConfig(text, projectFileName);
    makeFolder(folder);
    // The project file comes last: while it is missing, an interrupted start is simply made again.
    const scenario = await writeExampleScenario(folder, renderExampleScenario(inferred));
    await writeFileDurably(file, text);
    return {
      file,
      scenario,
      folder,
      name,
      rows: profile.shape.rowCount,
      columns: profile.columns.length,
      label: inferred.contract.label,
      entity: inferred.contract.entity,
      features: config.definitions.map((definition) => definition.name),
      excluded: inferred.excluded,
      remarks: inferred.remarks,
    };
  } finally {
    await database.close();
  }
}
