import { join, resolve } from "node:path";
import { writeFileDurably } from "#adapters/system";
import { printYaml } from "#config";
import { databricksBundle, type ExportedFile } from "#pipelines";
import { engineOf } from "./jobs/engine.js";
import type { Project } from "./project/open-project.js";

/** What an export wrote. */
export interface ExportResult {
  /** Absolute path. */
  readonly folder: string;
  /** Relative to the folder. */
  readonly files: readonly string[];
  /** What has no place in the export, in words. */
  readonly leftOut: readonly string[];
}

const heading = "# Written by `driftloop export databricks`; export again instead of editing.\n";

function textOf(file: ExportedFile): string {
  if (file.format === "text") return file.text;
  return file.format === "yaml" ? heading + printYaml(file.value) : `${JSON.stringify(file.value, null, 2)}\n`;
}

/**
 * Writes the project's jobs as a Databricks bundle and as bodies for its Jobs API.
 * @param output folder; null takes `databricks` in the project
 * @throws InvalidInput `export/cron-not-expressible`
 */
export async function exportDatabricks(project: Project, output: string | null): Promise<ExportResult> {
  const folder = output === null ? join(project.folder, "databricks") : resolve(output);
  const { name, notifications } = project.config;
  const bundle = databricksBundle(engineOf(project).jobs, { project: name, recipients: notifications.email?.to ?? [] });
  for (const file of bundle.files) await writeFileDurably(join(folder, file.path), textOf(file));
  return { folder, files: bundle.files.map(({ path }) => path), leftOut: bundle.leftOut };
}
