import type { DefineCommand } from "../command.js";
import { printIncident, printIncidents, printRetrain } from "../print/retraining.js";
import { withProject } from "../with-project.js";

/** `driftloop retrain` */
export const defineRetrain: DefineCommand = (program, run) => {
  const command = program
    .command("retrain")
    .summary("evaluate the triggers and retrain if they call for it")
    .description(
      "Decides, on what monitoring left, whether an evaluation run is called for, and carries it out: recipes race on matured rows, and gates decide about the best. Exit code 1 when the run failed.",
    )
    .option("--check", "only say what would happen");
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const { check = false } = command.opts<{ check?: boolean }>();
        const result = await app.retrain(project, { check });
        const failed = result.decision.result?.outcome === "failed";
        return { json: result, text: printRetrain(result), exitCode: failed ? 1 : 0 };
      }),
    ),
  );
};

/** `driftloop incidents` */
export const defineIncidents: DefineCommand = (program, run) => {
  const incidents = program
    .command("incidents")
    .summary("what went wrong, and what was done")
    .description("Incidents that monitoring opened: one for each trouble, from its first signal to its audit.");
  const list = incidents.command("list", { isDefault: true }).description("all incidents, newest first");
  list.action(
    run(list, (context) =>
      withProject(context, async (project, app) => {
        const overview = app.listIncidents(project);
        return { json: overview, text: printIncidents(overview) };
      }),
    ),
  );
  const show = incidents
    .command("show")
    .argument("<id>", "id of the incident")
    .summary("the story of one, from its first signal to its audit")
    .description("One incident: what was found, what was decided and why, what came of it, and whether it was right.");
  show.action(
    run(show, (context) =>
      withProject(context, async (project, app) => {
        const detail = app.showIncident(project, show.args[0]!);
        return { json: detail, text: printIncident(detail) };
      }),
    ),
  );
  const close = incidents
    .command("close")
    .argument("<id>", "id of the incident")
    .summary("close one")
    .description("Closes an incident. While its signals go on unchanged it does not open again.")
    .requiredOption("--comment <text>", "why");
  close.action(
    run(close, (context) =>
      withProject(context, async (project, app) => {
        const { comment } = close.opts<{ comment: string }>();
        const incident = app.closeIncident(project, close.args[0]!, comment);
        const text =
          incident.status === "muted"
            ? `incident ${incident.id} is closed; it stays silent while its signals go on unchanged`
            : `incident ${incident.id} is closed`;
        return { json: incident, text };
      }),
    ),
  );
};
