import type { Command } from "commander";
import type { DefineCommand, RunCommand } from "../command.js";
import { printVersionComparison } from "../print/comparisons.js";
import { printHistory, printModel, printModels, printPending } from "../print/registry.js";
import { withProject } from "../with-project.js";
import { positiveInteger } from "./arguments.js";

function defineLists(models: Command, run: RunCommand): void {
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
        return { json: found, text: printModel(found, app.lineageFacts(found.lineage)) };
      }),
    ),
  );
  const pending = models
    .command("pending")
    .description("versions that wait for a person, newest first, with what is recommended");
  pending.action(
    run(pending, (context) =>
      withProject(context, async (project, app) => {
        const found = await app.listPending(project);
        return { json: found, text: printPending(found) };
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
}

function defineInsights(models: Command, run: RunCommand): void {
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
}

/** `driftloop models` */
export const defineModels: DefineCommand = (program, run) => {
  const models = program
    .command("models")
    .summary("versions, cards, comparisons, what waits, alias history")
    .description(
      "Lists model versions, shows one or its card, compares two, says which wait for a person, or prints who moved which alias when and why.",
    );
  defineLists(models, run);
  defineInsights(models, run);
};
