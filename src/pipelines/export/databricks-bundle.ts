import type { JobSpec, Jobs } from "#orchestration";
import {
  databricksJob,
  databricksName,
  type DatabricksObject,
  type DatabricksOptions,
  leftOut,
} from "./databricks-job.js";
import { launcherName, launcherSource } from "./launcher.js";

/** A file of the export: a value that becomes YAML or JSON, or a text as it is. */
export type ExportedFile =
  | { readonly path: string; readonly format: "yaml" | "json"; readonly value: DatabricksObject }
  | { readonly path: string; readonly format: "text"; readonly text: string };

/** What `driftloop export databricks` writes. */
export interface DatabricksExport {
  readonly files: readonly ExportedFile[];
  /** What has no place in the export, in words. */
  readonly leftOut: readonly string[];
}

/** What the export takes from the project. */
export type DatabricksSource = Pick<DatabricksOptions, "project" | "recipients">;

const defaults = {
  stateFolder: "/Volumes/main/default/driftloop",
  command: "driftloop",
  sparkVersion: "16.4.x-scala2.12",
  nodeType: "i3.xlarge",
} as const;

/** In the bundle the places are variables; each target may set its own. */
const asVariables = {
  launcher: `\${workspace.file_path}/launcher/${launcherName}`,
  stateFolder: "${var.state_folder}",
  command: "${var.driftloop_command}",
  sparkVersion: "${var.spark_version}",
  nodeType: "${var.node_type_id}",
} as const;

function variable(description: string, value: string): DatabricksObject {
  return { description, default: value };
}

function bundleFile(project: string): DatabricksObject {
  return {
    bundle: { name: project },
    include: ["resources/*.job.yml"],
    variables: {
      state_folder: variable("folder of a Unity Catalog volume that holds project.tar", defaults.stateFolder),
      driftloop_command: variable("the driftloop command on the cluster; it needs Node.js 20", defaults.command),
      spark_version: variable("version of the cluster's runtime", defaults.sparkVersion),
      node_type_id: variable("machine of the cluster; depends on the cloud", defaults.nodeType),
    },
    targets: { dev: { mode: "development", default: true }, prod: { mode: "production" } },
  };
}

function filesOf(job: JobSpec, source: DatabricksSource): readonly ExportedFile[] {
  const name = databricksName(source.project, job.name);
  const bundled = databricksJob(job, { ...source, ...asVariables });
  const launcher = `/Workspace/Shared/${source.project}/launcher/${launcherName}`;
  const plain = databricksJob(job, { ...source, ...defaults, launcher });
  return [
    { path: `resources/${name}.job.yml`, format: "yaml", value: { resources: { jobs: { [name]: bundled } } } },
    { path: `jobs/${name}.json`, format: "json", value: plain },
  ];
}

/**
 * The jobs of a project as a Databricks bundle and as bodies for the Jobs API, with the launcher their tasks run.
 * @throws InvalidInput `export/cron-not-expressible`
 */
export function databricksBundle(jobs: Jobs, source: DatabricksSource): DatabricksExport {
  const specs = Object.values(jobs);
  return {
    files: [
      { path: "databricks.yml", format: "yaml", value: bundleFile(source.project) },
      ...specs.flatMap((job) => filesOf(job, source)),
      { path: `launcher/${launcherName}`, format: "text", text: launcherSource },
    ],
    leftOut: specs.flatMap(leftOut),
  };
}
