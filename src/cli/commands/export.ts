import type { DefineCommand } from "../command.js";
import { wrapText } from "../print/table.js";
import { withProject } from "../with-project.js";

/** `driftloop export` */
export const defineExport: DefineCommand = (program, run) => {
  const exporting = program
    .command("export")
    .summary("the jobs for another system")
    .description("Writes the project's jobs in the form of another system.");
  const databricks = exporting
    .command("databricks")
    .description("a Databricks bundle (databricks.yml, a file per job), bodies for the Jobs API 2.2, and the launcher")
    .option("--output <folder>", "where; default `databricks` in the project");
  databricks.action(
    run(databricks, (context) =>
      withProject(context, async (project, app) => {
        const { output } = databricks.opts<{ output?: string }>();
        const result = await app.exportDatabricks(project, output ?? null);
        const left = result.leftOut.map((line) => wrapText(`not exported: ${line}`, 78));
        return { json: result, text: [result.folder, ...result.files.map((file) => `  ${file}`), ...left].join("\n") };
      }),
    ),
  );
};
