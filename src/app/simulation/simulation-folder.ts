import { join, resolve } from "node:path";
import { forgetProduction, openMetadata } from "#adapters/sqlite";
import { isPresent, movePath, readTextFile, removePath, writeFileDurably, writeFileInOneStep } from "#adapters/system";
import { changeProjectFile, projectFileName } from "#config";
import { conflict } from "#kernel";
import { backup } from "../project/maintenance.js";
import { type Project, stateFolderOf } from "../project/open-project.js";

/** What tells one simulated world from another. */
export interface SimulationIdentity {
  readonly scenario: string;
  /** SHA-256 of the scenario and the world's options. */
  readonly worldDigest: string;
  readonly seed: number;
  /** First day, such as `2026-01-31`. */
  readonly start: string;
  readonly horizonDays: number;
  readonly rowsPerDay: number;
  /** Version of the raw table the population is learned from. */
  readonly rawVersion: number;
}

/** How far a simulation is; kept beside the state it belongs to. */
export interface SimulationState {
  readonly identity: SimulationIdentity;
  readonly doneDays: number;
}

const stateFile = (folder: string): string => join(stateFolderOf(folder), "simulation.json");

/** How far the simulation in a folder is; null when there is none. */
export function readSimulationState(folder: string): SimulationState | null {
  const text = readTextFile(stateFile(folder));
  return text === null ? null : (JSON.parse(text) as SimulationState);
}

/** Keeps how far a simulation is. */
export function writeSimulationState(folder: string, state: SimulationState): Promise<void> {
  return writeFileInOneStep(stateFile(folder), `${JSON.stringify(state, null, 2)}\n`);
}

const describe = (identity: SimulationIdentity): string =>
  Object.entries(identity)
    .filter(([key]) => key !== "worldDigest")
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");

/** @throws Conflict `simulation/other-world` */
export function checkSameWorld(folder: string, found: SimulationIdentity, wanted: SimulationIdentity): void {
  const names = Object.keys(wanted) as (keyof SimulationIdentity)[];
  if (names.every((name) => found[name] === wanted[name])) return;
  throw conflict(
    "simulation/other-world",
    `${folder} holds another world (${describe(found)}); name another folder with --into, or remove that one`,
    { folder, found, wanted },
  );
}

/**
 * Makes a copy of a project in which a world can live, so that the project itself stays as it is. What was scored, told and
 * watched in the real production does not come along: the made-up one begins on its first day.
 * @param place the copy's folder; must not be there
 */
export async function copyForSimulation(project: Project, place: string, state: SimulationState): Promise<string> {
  const folder = resolve(place);
  const partial = `${folder}.partial`;
  removePath(partial);
  await backup(project, partial);
  const file = join(partial, projectFileName);
  const text = changeProjectFile(readTextFile(file)!, [
    [["data", "label", "horizon"], `${state.identity.horizonDays}d`],
    [["data", "source"], resolve(project.folder, project.config.data.source)],
  ]);
  await writeFileDurably(file, text);
  const metadata = await openMetadata(join(stateFolderOf(partial), "metadata.sqlite"));
  forgetProduction(metadata);
  metadata.close();
  await writeSimulationState(partial, state);
  if (isPresent(folder))
    throw conflict("simulation/folder-taken", `${folder} holds something already; name another with --into`);
  movePath(partial, folder);
  return folder;
}
