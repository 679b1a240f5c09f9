import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { invalidInput, notFound } from "#kernel";
import { parseProjectConfig, type ProjectConfig } from "./project-config.js";

/** Name of the project file. */
export const projectFileName = "driftloop.yaml";

/** A project on disk. */
export interface ProjectFolder {
  /** Absolute path. */
  readonly folder: string;
  readonly config: ProjectConfig;
}

/**
 * Reads the project file of a folder.
 * @param place the folder, or the project file itself
 * @throws NotFound `config/no-project`; InvalidInput for what is wrong in the file
 */
export function loadProjectFolder(place: string): ProjectFolder {
  const absolute = resolve(place);
  const isFile = existsSync(absolute) && statSync(absolute).isFile();
  const folder = isFile ? dirname(absolute) : absolute;
  const path = isFile ? absolute : join(folder, projectFileName);
  if (!existsSync(path)) {
    throw notFound(
      "config/no-project",
      `there is no ${projectFileName} in ${folder}; make one with \`driftloop init --data FILE --label COLUMN\` or name the folder with --project`,
    );
  }
  if (!statSync(path).isFile()) throw invalidInput("config/not-a-file", `${path} is not a file`);
  return { folder, config: parseProjectConfig(readFileSync(path, "utf8"), basename(path)) };
}
