import { Option } from "commander";
import type { TrainOverrides } from "#app";
import type { DefineCommand } from "../command.js";
import { printReplay } from "../print/comparisons.js";
import { printRun, printRunComparison, printRuns, printTraining } from "../print/runs.js";
import { withProject } from "../with-project.js";
import { duration, positiveInteger } from "./arguments.js";

/** `driftloop train` */
export const defineTrain: DefineCommand = (program, run) => {
  const command = program
    .command("train")
    .summary("search, fit and test a model")
    .description(
      "Searches parameters by cross-validation inside the training rows, fits the best on all of them and measures it once on the test rows. A search that was interrupted goes on where it stopped.",
    )
    .option("--trials <n>", "parameter sets to try (default: training.trials)", positiveInteger)
    .addOption(new Option("--space <name>", "search space (default: training.space)").choices(["default", "reference"]))
    .option("--time-budget <duration>", "start no trial after this time, such as 10min", duration)
    .option("--warm-start <run>", "learn from the trials of an earlier training run")
    .option("--replay <run>", "search nothing; make a finished run's model again and compare every byte");
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const { replay, ...overrides } = command.opts<TrainOverrides & { readonly replay?: string }>();
        if (replay !== undefined) {
          const replayed = await app.replay(project, replay);
          return { json: replayed, text: printReplay(replayed), exitCode: replayed.same ? 0 : 1 };
        }
        const result = await app.train(project, overrides);
        return { json: result, text: printTraining(result) };
      }),
    ),
  );
};

/** `driftloop runs` */
export const defineRuns: DefineCommand = (program, run) => {
  const runs = program
    .command("runs")
    .summary("list, show and compare runs")
    .description("Lists runs, shows one with its trials, or compares two.");
  const list = runs
    .command("list", { isDefault: true })
    .description("newest first")
    .addOption(new Option("--kind <kind>", "only this kind").choices(["training", "trial", "validation", "inference"]))
    .option("--limit <n>", "most rows", positiveInteger, 20);
  list.action(
    run(list, (context) =>
      withProject(context, (project, app) => {
        const found = app.listRuns(project, list.opts<{ kind?: "training"; limit: number }>());
        return { json: found, text: printRuns(found) };
      }),
    ),
  );
  const show = runs.command("show").argument("<id>", "run id").description("one run: parameters, metrics, trials");
  show.action(
    run(show, (context) =>
      withProject(context, (project, app) => {
        const detail = app.showRun(project, show.args[0]!);
        return { json: detail, text: printRun(detail) };
      }),
    ),
  );
  const compare = runs
    .command("compare")
    .argument("<a>", "run id")
    .argument("<b>", "run id")
    .description("parameters and metrics that differ");
  compare.action(
    run(compare, (context) =>
      withProject(context, (project, app) => {
        const result = app.compareRuns(project, compare.args[0]!, compare.args[1]!);
        return { json: result, text: printRunComparison(result) };
      }),
    ),
  );
};
