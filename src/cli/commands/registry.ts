import type { DefineCommand } from "../command.js";
import { printVersionComparison } from "../print/comparisons.js";
import {
  printApproval,
  printHistory,
  printModel,
  printModels,
  printRegistration,
  printValidation,
} from "../print/registry.js";
import { withProject } from "../with-project.js";
import { positiveInteger } from "./arguments.js";

/** `driftloop register` */
export const defineRegister: DefineCommand = (program, run) => {
  const command = program
    .command("register")
    .argument("[run]", "training run (default: the newest finished one)")
    .summary("make a run the next model version")
    .description(
      "Registers a finished training run as the next immutable version, load-tests it and gives it the alias challenger.",
    );
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const result = await app.register(project, command.args[0] ?? null);
        return { json: result, text: printRegistration(result) };
      }),
    ),
  );
};

/** `driftloop models` */
export const defineModels: DefineCommand = (program, run) => {
  const models = program
    .command("models")
    .summary("versions, aliases and their history")
    .description(
      "Lists model versions, shows one or its card, compares two, or prints who moved which alias when and why.",
    );
  const list = models.command("list", { isDefault: true }).description("newest first");
  list.action(
    run(list, (context) =>
      withProject(context, (project, app) => {
        const found = app.listModels(project);
        return { json: found, text: printModels(found) };
      }),
    ),
  );
  const show = models
    .command("show")
    .argument("<version>", "version number", positiveInteger)
    .description("one version with its lineage");
  show.action(
    run(show, (context) =>
      withProject(context, (project, app) => {
        const found = app.showModel(project, show.processedArgs[0] as number);
        return { json: found, text: printModel(found) };
      }),
    ),
  );
  const card = models
    .command("card")
    .argument("<version>", "version number", positiveInteger)
    .description("the model card as Markdown: use, limits, data, quality with intervals, slices, gates, lineage");
  card.action(
    run(card, (context) =>
      withProject(context, async (project, app) => {
        const found = await app.modelCardOf(project, card.processedArgs[0] as number);
        return { json: found, text: found.markdown.trimEnd() };
      }),
    ),
  );
  const diff = models
    .command("diff")
    .argument("<a>", "version number", positiveInteger)
    .argument("<b>", "version number", positiveInteger)
    .description("two versions on the same test rows: metrics, changed decisions, parameters, lineage");
  diff.action(
    run(diff, (context) =>
      withProject(context, async (project, app) => {
        const [a, b] = diff.processedArgs as [number, number];
        const result = await app.diffModels(project, a, b);
        return { json: result, text: printVersionComparison(result) };
      }),
    ),
  );
  const history = models.command("history").description("every move of an alias, oldest first");
  history.action(
    run(history, (context) =>
      withProject(context, (project, app) => {
        const entries = app.aliasHistory(project);
        return { json: entries, text: printHistory(entries) };
      }),
    ),
  );
};

/** `driftloop validate` */
export const defineValidate: DefineCommand = (program, run) => {
  const command = program
    .command("validate")
    .argument("[version]", "version number (default: the challenger)", positiveInteger)
    .summary("put a version through the gates")
    .description(
      "Evaluates every gate on the test rows. Exit code 1 when a required gate failed or could not be evaluated.",
    );
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const result = await app.validate(project, (command.processedArgs[0] as number | undefined) ?? null);
        return { json: result, text: printValidation(result), exitCode: result.verdict === "passed" ? 0 : 1 };
      }),
    ),
  );
};

/** `driftloop approve` */
export const defineApprove: DefineCommand = (program, run) => {
  const command = program
    .command("approve")
    .argument("[version]", "version number (default: the challenger)", positiveInteger)
    .summary("promote a validated version to champion")
    .description("Moves champion to a version whose validation passed; the old champion becomes previous_champion.")
    .option("--comment <text>", "why, kept in the alias history");
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const { comment } = command.opts<{ comment?: string }>();
        const result = await app.approve(
          project,
          (command.processedArgs[0] as number | undefined) ?? null,
          comment ?? null,
        );
        return { json: result, text: printApproval(result), exitCode: result.promoted ? 0 : 1 };
      }),
    ),
  );
};

/** `driftloop reject` */
export const defineReject: DefineCommand = (program, run) => {
  const command = program
    .command("reject")
    .argument("[version]", "version number (default: the challenger)", positiveInteger)
    .summary("turn a challenger down")
    .description("Takes the alias challenger from a version and notes why.")
    .requiredOption("--comment <text>", "why, kept in the alias history");
  command.action(
    run(command, (context) =>
      withProject(context, (project, app) => {
        const { comment } = command.opts<{ comment: string }>();
        const result = app.reject(project, (command.processedArgs[0] as number | undefined) ?? null, comment);
        return { json: result, text: printApproval(result) };
      }),
    ),
  );
};

/** `driftloop rollback` */
export const defineRollback: DefineCommand = (program, run) => {
  const command = program
    .command("rollback")
    .summary("give champion back to the previous champion")
    .description("Swaps champion and previous_champion. Doing it again undoes it.")
    .option("--comment <text>", "why, kept in the alias history");
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const result = await app.rollback(project, command.opts<{ comment?: string }>().comment ?? null);
        return { json: result, text: printApproval(result) };
      }),
    ),
  );
};
