import type { DefineCommand } from "../command.js";
import { printLabelIngest, printLabels } from "../print/labels.js";
import { withProject } from "../with-project.js";

/** `driftloop labels` */
export const defineLabels: DefineCommand = (program, run) => {
  const labels = program
    .command("labels")
    .summary("late ground truth: add it, and see how much of it is there")
    .description("Adds labels that became known after the prediction, and shows how many predictions have one by now.");
  const ingest = labels
    .command("ingest")
    .argument("<file>", "CSV or Parquet file with prediction_id or the entity, and the label")
    .summary("add labels of a file, late or corrected")
    .description(
      "Adds labels to the ground truth: columns prediction_id or the entity, label (empty takes back what was said), and where there are occurred_at and known_at. Rows that cannot be used go to quarantine; a file that was ingested before adds nothing.",
    );
  ingest.action(
    run(ingest, (context) =>
      withProject(context, async (project, app) => {
        const result = await app.ingestLabels(project, ingest.args[0]!);
        return { json: result, text: printLabelIngest(result) };
      }),
    ),
  );
  const show = labels
    .command("show", { isDefault: true })
    .description("how many predictions have a label by now, cohort by cohort");
  show.action(
    run(show, (context) =>
      withProject(context, async (project, app) => {
        const result = await app.labelOverview(project);
        return { json: result, text: printLabels(result) };
      }),
    ),
  );
};
