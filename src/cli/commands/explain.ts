import type { DefineCommand } from "../command.js";
import { printExplanation } from "../print/explanations.js";
import { withProject } from "../with-project.js";
import { positiveInteger } from "./arguments.js";

interface ExplainOptions {
  readonly input?: string;
  readonly output?: string;
  readonly model?: number;
  readonly all?: boolean;
}

/** `driftloop explain` */
export const defineExplain: DefineCommand = (program, run) => {
  const command = program
    .command("explain")
    .argument("[entity]", "key of the entity, as in the feature table")
    .summary("say why a customer got their probability")
    .description(
      "Reason codes from SHAP values: feature, value, typical value, effect in percentage points. Without --all only what speaks for the positive class and is marked actionable in driftloop.yaml.",
    )
    .option("--input <file>", "explain the rows of a CSV or Parquet file instead")
    .option("--output <file>", "with --input: write all rows and their reasons to this CSV file")
    .option("--model <version>", "version that explains itself (default: the champion)", positiveInteger)
    .option("--all", "every feature, in both directions, for auditors");
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const { input, output, model, all } = command.opts<ExplainOptions>();
        const result = await app.explain(project, {
          entity: command.args[0] ?? null,
          input: input ?? null,
          output: output ?? null,
          version: model ?? null,
          audience: all === true ? "auditor" : "business",
        });
        return { json: result, text: printExplanation(result) };
      }),
    ),
  );
};
