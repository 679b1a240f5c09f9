import type { GarbageResult } from "#app";
import type { DefineCommand } from "../command.js";
import { renderTable } from "../print/table.js";
import { withProject } from "../with-project.js";

function megabytes(sizeBytes: number | null): string {
  return sizeBytes === null ? "" : `${(sizeBytes / 1024 ** 2).toFixed(1)} MB`;
}

function printGarbage({ dryRun, shares, sizeBytes }: GarbageResult): string {
  const columns = [
    { title: dryRun ? "would go" : "gone" },
    { title: "", align: "right" as const },
    { title: "size", align: "right" as const },
  ];
  const rows = shares.map((share) => [share.kind, String(share.count), megabytes(share.sizeBytes)]);
  return renderTable(columns, [...rows, ["all", "", megabytes(sizeBytes)]]);
}

/** `driftloop gc` */
export const defineGc: DefineCommand = (program, run) => {
  const command = program
    .command("gc")
    .summary("remove what nothing needs any more")
    .description(
      "Removes old logs, pages, models of runs without a version, files of replaced table versions and delivered messages, as `retention` in the project file says. What a version, an alias, a decision or an open run names stays.",
    )
    .option("--dry-run", "only say what would go");
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const { dryRun = false } = command.opts<{ dryRun?: boolean }>();
        const result = await app.collectGarbage(project, { dryRun });
        return { json: result, text: printGarbage(result) };
      }),
    ),
  );
};
