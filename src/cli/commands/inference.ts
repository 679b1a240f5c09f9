import type { DefineCommand } from "../command.js";
import { printMonitoringPage, printPrediction, printReportFile } from "../print/inference.js";
import { withProject } from "../with-project.js";
import { positiveInteger } from "./arguments.js";

/** `driftloop predict` */
export const definePredict: DefineCommand = (program, run) => {
  const command = program
    .command("predict")
    .summary("score customers with the champion")
    .description(
      "Scores the newest features of every entity and appends them to the predictions table, exactly once per run. With --input a file of raw rows is scored instead; rows that break the contract go to quarantine.",
    )
    .option("--input <file>", "CSV or Parquet file with raw rows")
    .option("--output <file>", "where the predictions are written too: .csv or .parquet")
    .option("--log", "with --input: append the scored rows to the inference log, once per file and model version");
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const result = await app.predict(project, command.opts<{ input?: string; output?: string; log?: boolean }>());
        return { json: result, text: printPrediction(result) };
      }),
    ),
  );
};

/** `driftloop report` */
export const defineReport: DefineCommand = (program, run) => {
  const command = program
    .command("report")
    .argument("[version]", "version number (default: the newest)", positiveInteger)
    .summary("write an HTML page: a version, production, an incident")
    .description(
      "Writes a self-contained page about a version: quality with intervals, gates, profit, importance, predictions, lineage. `report monitoring` is about production, `report incident ID` about one incident.",
    )
    .option("--output <file>", "where to write it (default: .driftloop/reports/…)")
    .option("--validation", "about the newest validation of the version instead: gates, decision, slices");
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const { output, validation } = command.opts<{ output?: string; validation?: boolean }>();
        const version = command.processedArgs[0] as number | undefined;
        const kind = validation === true ? "validation" : "training";
        const result = await app.writeReport(project, { kind, version: version ?? null, output: output ?? null });
        return { json: result, text: printReportFile(result) };
      }),
    ),
  );
  defineProductionPages(command, run);
};

const outputFlag = ["--output <file>", "where to write it (default: .driftloop/reports/…)"] as const;

/** `driftloop report monitoring` and `driftloop report incident`; their verb takes `--output` before they see it. */
function defineProductionPages(report: Parameters<DefineCommand>[0], run: Parameters<DefineCommand>[1]): void {
  const monitoring = report
    .command("monitoring")
    .summary("write the page about production")
    .description("Writes a self-contained page: what changed, does it matter, what was done.")
    .option(...outputFlag);
  monitoring.action(
    run(monitoring, (context) =>
      withProject(context, async (project, app) => {
        const output = monitoring.optsWithGlobals<{ output?: string }>().output ?? null;
        const result = await app.writeMonitoringPage(project, { incident: null, output });
        return { json: result, text: printMonitoringPage(result) };
      }),
    ),
  );
  const incident = report
    .command("incident")
    .argument("<id>", "id of an incident")
    .summary("write the page about one incident")
    .description("Writes a self-contained page about one incident, from the first signal to the audit.")
    .option(...outputFlag);
  incident.action(
    run(incident, (context) =>
      withProject(context, async (project, app) => {
        const output = incident.optsWithGlobals<{ output?: string }>().output ?? null;
        const result = await app.writeMonitoringPage(project, { incident: incident.args[0]!, output });
        return { json: result, text: printMonitoringPage(result) };
      }),
    ),
  );
}
