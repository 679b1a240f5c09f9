import type { DefineCommand } from "../command.js";
import { printFeatureDiff, printFeatures, printFeatureTable, printIngestion } from "../print/data.js";
import { withProject } from "../with-project.js";
import { tableVersion } from "./arguments.js";

/** `driftloop ingest` */
export const defineIngest: DefineCommand = (program, run) => {
  const command = program
    .command("ingest")
    .argument("[files...]", "CSV or Parquet files (default: data.source of driftloop.yaml)")
    .summary("add raw data, checked against the contract")
    .description(
      "Checks every row against the contract in driftloop.yaml. Good rows go to the raw table; bad ones to the quarantine table with file, line, column and reason. A file that was ingested before adds nothing.",
    );
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const result = await app.ingest(project, command.args);
        return { json: result, text: printIngestion(result) };
      }),
    ),
  );
};

/** `driftloop features` */
export const defineFeatures: DefineCommand = (program, run) => {
  const features = program
    .command("features")
    .summary("build and look at the feature table")
    .description("Builds the feature table, shows definitions and versions, and what changed between versions.");
  const build = features
    .command("build")
    .description("bring features, labels and the split up to date with the raw table");
  build.action(
    run(build, (context) =>
      withProject(context, async (project, app) => {
        const result = await app.buildFeatures(project);
        return { json: result, text: printFeatures(result) };
      }),
    ),
  );
  const show = features.command("show", { isDefault: true }).description("definitions and table versions");
  show.action(
    run(show, (context) =>
      withProject(context, async (project, app) => {
        const result = await app.showFeatures(project);
        return { json: result, text: printFeatureTable(result) };
      }),
    ),
  );
  const diff = features
    .command("diff")
    .argument("<from>", "table version; 0 is before the first", tableVersion)
    .argument("<to>", "table version", tableVersion)
    .description("rows added and removed between two versions of the feature table");
  diff.action(
    run(diff, (context) =>
      withProject(context, async (project, app) => {
        const [from, to] = diff.processedArgs as [number, number];
        const result = await app.diffFeatures(project, from, to);
        return { json: result, text: printFeatureDiff(result) };
      }),
    ),
  );
};
