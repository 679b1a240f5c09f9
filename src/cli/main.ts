import { readFileSync } from "node:fs";
import { DriftloopError, messageOf, silentProgress } from "#kernel";
import { Command, CommanderError, Option } from "commander";
import colors from "picocolors";
import { commands } from "./commands/commands.js";
import type { CommandContext, CommandOutcome, DefineCommand } from "./command.js";
import { type ExitCode, exitCodeOf } from "./exit-code.js";
import { createConsoleProgress } from "./print/progress.js";

const version = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
).version;

async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write(`${question} Nobody is here to answer; add --yes to go on without asking.\n`);
    return false;
  }
  const { createInterface } = await import("node:readline/promises");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

function contextOf(command: Command): CommandContext {
  const options = command.optsWithGlobals<{ project: string; json?: boolean; quiet?: boolean }>();
  const clock = { now: () => Date.now() };
  return {
    folder: options.project,
    json: options.json === true,
    clock,
    quiet: options.quiet === true,
    progress: options.quiet === true ? silentProgress : createConsoleProgress(process.stderr, clock),
    codeVersion: version,
    confirm,
  };
}

function printOutcome(outcome: CommandOutcome, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(outcome.json, null, 2)}\n`);
  else if (outcome.text !== "") process.stdout.write(`${outcome.text}\n`);
  process.exitCode = outcome.exitCode ?? 0;
}

function printError(thrown: unknown, json: boolean): ExitCode {
  const code = exitCodeOf(thrown);
  const isOurs = thrown instanceof DriftloopError;
  if (json) {
    const error = {
      code: isOurs ? thrown.code : "internal/unexpected",
      message: messageOf(thrown),
      details: isOurs ? thrown.details : {},
    };
    process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
  }
  const label = colors.red("error");
  const where = isOurs ? colors.dim(` [${thrown.code}]`) : "";
  process.stderr.write(`${label}: ${messageOf(thrown)}${where}\n`);
  if (!isOurs && thrown instanceof Error) process.stderr.write(`${colors.dim(thrown.stack ?? "")}\n`);
  return code;
}

/** The same document as for every other error; Commander has told the person already. */
function printUsageError({ message }: CommanderError): void {
  const error = { code: "cli/usage", message: message.replace(/^error: /, ""), details: {} };
  process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
}

/** The named verb alone where there is one: nobody waits for all the others to be described. */
function definitionsFor(verb: string | undefined): readonly DefineCommand[] {
  return verb !== undefined && Object.hasOwn(commands, verb) ? [commands[verb]!] : Object.values(commands);
}

/**
 * The whole command line, before anything is parsed.
 * @param verb where only this one is going to be used; any other text is no verb
 */
export function buildProgram(verb?: string): Command {
  const program = new Command("driftloop");
  program
    .description(
      "The MLOps loop for tabular models: data → features → training → registry → validation → approval → predictions → monitoring → retraining.",
    )
    .version(version)
    .addOption(new Option("--project <dir>", "project folder (holds driftloop.yaml)").default("."))
    .option("--json", "print one JSON document on standard output and nothing else")
    .option("--quiet", "no progress on standard error")
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      `
Start here:
  driftloop demo                             the bundled data set, end to end
  driftloop init --data FILE --label COLUMN  make a project of your own data
  driftloop run training                     raw data → champion → predictions
  driftloop drift compare REF CUR            any two files, without a project

Exit codes:
  0 ok  1 the outcome is a failure  2 wrong usage or input  3 infrastructure`,
    );
  for (const define of definitionsFor(verb)) {
    define(program, (command, work) => async () => {
      const context = contextOf(command);
      try {
        printOutcome(await work(context), context.json);
      } catch (error) {
        process.exitCode = printError(error, context.json);
      }
    });
  }
  const quietly = (command: Command): void => {
    command.exitOverride();
    for (const child of command.commands) quietly(child);
  };
  quietly(program);
  return program;
}

/** A group falls back on its default command, which would take a misspelt name for a surplus argument. */
function refuseUnknownPart(program: Command, args: readonly string[]): void {
  const [first, second] = program.parseOptions([...args]).operands;
  const group = program.commands.find((command) => command.name() === first);
  if (group === undefined || second === undefined || group.registeredArguments.length > 0) return;
  const parts = [...group.commands.map((command) => command.name()), "help"];
  if (parts.length === 1 || parts.includes(second)) return;
  const message = `error: unknown command '${first} ${second}'; there are ${parts.join(", ")}`;
  group.error(message, { code: "commander.unknownCommand" });
}

/** Whoever reads may have seen enough, as `head` has. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}

/**
 * Runs one command line and sets the process's exit code.
 * @param args what follows the program's name
 */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on("error", endWithReader);
  try {
    const program = buildProgram(args[0]);
    refuseUnknownPart(program, args);
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    if (error.exitCode !== 0 && args.includes("--json")) printUsageError(error);
  }
}
