import type { SimulationRequest } from "#app";
import type { DefineCommand } from "../command.js";
import { printSimulation } from "../print/simulation.js";
import { withProject } from "../with-project.js";
import { positiveInteger } from "./arguments.js";

/** `driftloop simulate` */
export const defineSimulate: DefineCommand = (program, run) => {
  const command = program
    .command("simulate")
    .summary("live through days of production on a virtual clock")
    .description(
      "Draws customers from the project's own data, day by day, with outcomes that become known late, and runs the loop on them with the code that runs in production: scoring, labels, monitoring, retraining, gates. The project stays as it is: a copy of it is lived in, simulations/<scenario>-<seed>. Interrupted, it goes on where it stopped.",
    )
    .requiredOption("--days <n>", "days from the first", positiveInteger)
    .option("--drift <scenario>", "what happens: path of a scenario, or the name of one in scenarios/ (default: none)")
    .option("--label-delay <days>", "days until no is certain (default: the project's label horizon)", positiveInteger)
    .option("--rows-per-day <n>", "customers a day (default: as in the project file)", positiveInteger)
    .option("--seed <n>", "another world of the same kind (default: 1)", positiveInteger)
    .option("--start <date>", "first day, such as 2026-01-31 (default: tomorrow)")
    .option("--into <folder>", "where the copy is (default: simulations/<scenario>-<seed> in the project)");
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const result = await app.simulate(project, command.opts<SimulationRequest>(), context);
        return { json: result, text: printSimulation(result) };
      }),
    ),
  );
};
