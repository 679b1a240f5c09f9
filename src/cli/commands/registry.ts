import type { DefineCommand } from "../command.js";
import { printApproval, printRegistration, printValidation } from "../print/registry.js";
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
