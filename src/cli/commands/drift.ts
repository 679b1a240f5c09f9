import type { DefineCommand } from "../command.js";
import { printDriftCompare, printMonitor } from "../print/drift.js";
import { withProject } from "../with-project.js";

interface CompareFlags {
  readonly without: readonly string[];
  readonly compat?: boolean;
  readonly html?: string;
  readonly saveReference?: string;
}

/** `driftloop drift` */
export const defineDrift: DefineCommand = (program, run) => {
  const drift = program
    .command("drift")
    .summary("compare any two files")
    .description("Looks for drift between any two CSV or Parquet files; no project is needed.");
  const compare = drift
    .command("compare")
    .argument("<ref>", "file that says what is normal, or a reference that was saved before (.json)")
    .argument("<cur...>", "file that is compared with it; several are parts of one table")
    .description(
      "Compares files column by column: PSI with what chance alone brings to so many rows, and a test over all columns. Exit code 1 when a column drifted.",
    )
    .option("--without <columns...>", "columns to leave out, such as keys", [])
    .option("--compat", "also the numbers of Evidently, NannyML, deepchecks and frouros")
    .option("--html <file>", "also write a self-contained page")
    .option("--save-reference <file>", "keep bins and counts of <ref>, to be given in its place the next time (.json)");
  compare.action(
    run(compare, async (context) => {
      const [reference, current] = compare.processedArgs as [string, string[]];
      const { without, compat = false, html = null, saveReference = null } = compare.opts<CompareFlags>();
      const { driftCompare } = await import("#comparison");
      const result = await driftCompare({ reference, current, without, compat, html, saveReference }, context.clock);
      return { json: result, text: printDriftCompare(result), exitCode: result.drifted.length === 0 ? 0 : 1 };
    }),
  );
};

/** `driftloop monitor` */
export const defineMonitor: DefineCommand = (program, run) => {
  const command = program
    .command("monitor")
    .summary("look at what production did since the last time")
    .description(
      "Counts new predictions and labels into windows, judges drift, data quality and performance, evaluates the triggers and enqueues alerts. The job monitoring does the same on a schedule. Exit code 1 when a window alarms or is faulty.",
    )
    .option("--as-of <time>", "look as if it were this moment, such as 2026-01-31T06:00:00Z");
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const { asOf } = command.opts<{ asOf?: string }>();
        const result = await app.monitor(project, asOf ?? null);
        const isTroubled =
          result.drift.some(({ isAlarm }) => isAlarm) || result.quality.some(({ isQuarantined }) => isQuarantined);
        return { json: result, text: printMonitor(result), exitCode: isTroubled ? 1 : 0 };
      }),
    ),
  );
};
