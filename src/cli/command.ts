import type { ExitCode } from "./exit-code.js";

/** What a command leaves: one JSON document, the same told to a person, and how it went. */
export interface CommandOutcome {
  /** Printed on standard output with `--json`. */
  readonly json: unknown;
  /** Printed on standard output without it. */
  readonly text: string;
  readonly exitCode?: ExitCode;
}

/** Options every command has. */
export interface GlobalOptions {
  readonly project: string;
  readonly json: boolean;
  readonly quiet: boolean;
}
