import type { Clock, Progress } from "#kernel";
import type { Command } from "commander";
import type { ExitCode } from "./exit-code.js";

/** What a command leaves: one JSON document, the same told to a person, and how it went. */
export interface CommandOutcome {
  /** Printed on standard output with `--json`. */
  readonly json: unknown;
  /** Printed on standard output without it. */
  readonly text: string;
  readonly exitCode?: ExitCode;
}

/** What every command is given. */
export interface CommandContext {
  /** The project's folder. */
  readonly folder: string;
  readonly json: boolean;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Version of this program. */
  readonly codeVersion: string;
  /** True when only failures are to be told. */
  readonly quiet: boolean;
  /** Asks a yes-or-no question on the terminal; false when nobody is there to answer. */
  readonly confirm: (question: string) => Promise<boolean>;
}

/** Wraps a command's work: makes its context, prints its outcome or error, sets the exit code. */
export type RunCommand = (
  command: Command,
  work: (context: CommandContext) => Promise<CommandOutcome>,
) => () => Promise<void>;

/** Adds a verb to the program. */
export type DefineCommand = (program: Command, run: RunCommand) => void;
