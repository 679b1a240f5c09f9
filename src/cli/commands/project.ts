import type { TaskRequest } from "#app";
import { invalidInput, type Json } from "#kernel";
import type { DefineCommand } from "../command.js";
import { printSubmitted } from "../print/job-actions.js";
import {
  printBackup,
  printDemo,
  printDoctor,
  printInit,
  printReset,
  printTrainingJob,
  printVerify,
} from "../print/project.js";
import { withProject } from "../with-project.js";
import { jsonObject, positiveInteger } from "./arguments.js";

/** `driftloop init` */
export const defineInit: DefineCommand = (program, run) => {
  const command = program
    .command("init")
    .argument("[dir]", "folder of the new project", ".")
    .summary("make a project of a data file")
    .description(
      "Profiles a CSV or Parquet file, infers the schema contract and writes a commented driftloop.yaml. Columns that look like ids or like the answer itself are left out of the features, and it says so.",
    )
    .requiredOption("--data <file>", "CSV or Parquet file")
    .requiredOption("--label <column>", "column to predict; two classes")
    .option("--positive <value>", "class that is predicted (default: guessed, and said)")
    .option("--key <column>", "key column (default: guessed)")
    .option("--event-time <column>", "column that says when the facts of a row became true")
    .option("--name <name>", "name of the project (default: from the file)")
    .option("--force", "replace an existing driftloop.yaml");
  command.action(
    run(command, async () => {
      const app = await import("#app");
      const result = await app.initProject(command.args[0] ?? ".", command.opts());
      return { json: result, text: printInit(result) };
    }),
  );
};

/** `driftloop doctor` */
export const defineDoctor: DefineCommand = (program, run) => {
  const command = program
    .command("doctor")
    .summary("check that everything needed is there")
    .description(
      "Checks Node, the LightGBM library, SQLite, DuckDB, disk space and optional tools; says what is missing and what it is for.",
    )
    .option("--fetch", "fetch the LightGBM library when it is missing");
  command.action(
    run(command, async (context) => {
      const app = await import("#app");
      const result = await app.diagnose({ fetch: command.opts<{ fetch?: boolean }>().fetch === true });
      const text = context.quiet && result.healthy ? "" : printDoctor(result);
      return { json: result, text, exitCode: result.healthy ? 0 : 3 };
    }),
  );
};

interface TaskOptions {
  readonly until?: string;
  readonly queue?: boolean;
  readonly token?: string;
  readonly parameters?: Readonly<Record<string, Json>>;
}

function taskRequest(job: string, { until, token, parameters = {} }: TaskOptions): TaskRequest {
  if (token !== undefined) return { job, task: until!, token, parameters };
  throw invalidInput("cli/usage", "--until needs --token, which names the run that several commands bring forward");
}

/** `driftloop run` */
export const defineRun: DefineCommand = (program, run) => {
  const command = program
    .command("run")
    .argument("[job]", "name of the job", "training")
    .summary("run a whole job")
    .description(
      "training: ingest → features → train → register → validate → approve → predict. inference: score everybody. The others: driftloop jobs. A job that was interrupted goes on where it stopped. Exit code 1 when the gates refused the model.",
    );
  command
    .option("--until <task>", "only this task and what it needs, in the run of --token: for other schedulers")
    .option("--queue", "leave the run to `driftloop serve` instead of doing it here")
    .option("--token <token>", "with --until or --queue: names the run, 1 to 64 characters; one token, one run")
    .option("--parameters <json>", "with --until or --queue: parameters of the run as a JSON object", jsonObject);
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const options = command.opts<TaskOptions>();
        if (options.until !== undefined) {
          const result = await app.runTask(project, taskRequest(command.processedArgs[0] as string, options));
          return { json: result, text: `${result.task} succeeded in run ${result.runId}` };
        }
        if (options.queue === true) {
          const { token = null, parameters = {} } = options;
          const request = { job: command.processedArgs[0] as string, parameters, idempotencyToken: token };
          const submitted = app.submitJobRun(project, request);
          return { json: submitted, text: printSubmitted(submitted) };
        }
        const result = await app.runNamedJob(project, command.processedArgs[0] as string);
        return { json: result, text: printTrainingJob(result), exitCode: result.succeeded ? 0 : 1 };
      }),
    ),
  );
};

/** `driftloop demo` */
export const defineDemo: DefineCommand = (program, run) => {
  const command = program
    .command("demo")
    .argument("[dir]", "folder to run it in (default: a temporary one)")
    .summary("see the whole product on the bundled data set")
    .description(
      "Copies the Telco churn example into a folder and runs the whole loop: raw data, search, gates, champion, predictions, and then months of simulated production in which customers change, drift is found, late outcomes arrive, and the model is retrained when it pays. Ends with a timeline of what happened and why.",
    )
    .option("--trials <n>", "parameter sets to try (default: as in the example)", positiveInteger);
  command.action(
    run(command, async (context) => {
      const app = await import("#app");
      const result = await app.runDemo(command.args[0] ?? null, command.opts<{ trials?: number }>(), context);
      return { json: result, text: printDemo(result), exitCode: result.job.succeeded ? 0 : 1 };
    }),
  );
};

/** `driftloop verify` */
export const defineVerify: DefineCommand = (program, run) => {
  const command = program
    .command("verify")
    .summary("check every stored byte against its digest")
    .description(
      "Checks tables, artifacts, the registry's journal and the metadata database. Exit code 1 names what is damaged.",
    );
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const result = await app.verify(project);
        return { json: result, text: printVerify(result), exitCode: result.problems.length === 0 ? 0 : 1 };
      }),
    ),
  );
};

/** `driftloop backup` */
export const defineBackup: DefineCommand = (program, run) => {
  const command = program
    .command("backup")
    .argument("<folder>", "new folder for the copy")
    .summary("copy the project's state")
    .description(
      "Copies metadata, tables and artifacts as they are at one moment; `--project <folder>` then works on the copy.",
    );
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const result = await app.backup(project, command.args[0]!);
        return { json: result, text: printBackup(result) };
      }),
    ),
  );
};

/** `driftloop reset` */
export const defineReset: DefineCommand = (program, run) => {
  const command = program
    .command("reset")
    .summary("start over")
    .description(
      "Moves the project's state aside into .driftloop.removed-<time>, so that it can be put back. driftloop.yaml and data stay.",
    )
    .option("--yes", "do not ask");
  command.action(
    run(command, async (context) => {
      const app = await import("#app");
      const result = await app.reset(context, command.opts<{ yes?: boolean }>().yes === true);
      return { json: result, text: printReset(result) };
    }),
  );
};
