import { type ChildProcess, fork } from "node:child_process";
import type { Json } from "#kernel";
import type { AttemptControl, AttemptResult, AttemptRunner, Claim } from "#orchestration";

/** What a worker process says to the process that started it. */
export type FromWorker =
  | { readonly kind: "alive" }
  | { readonly kind: "log"; readonly line: string }
  | { readonly kind: "ended"; readonly result: AttemptResult };

/** What a worker process is told. */
export interface ToWorker {
  readonly kind: "attempt";
  readonly claim: Claim;
}

/** How worker processes are started. */
export interface ProcessRunnerOptions {
  /** Program of the worker, and its arguments; it speaks {@link FromWorker}. */
  readonly program: string;
  readonly args: readonly string[];
  /** How long a worker may show no sign of life before it is killed, in milliseconds. */
  readonly silenceMs: number;
}

const mostErrorText = 2000;

/** The end of what a process says on standard error. */
function tailOf(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (part: string) => {
    text = (text + part).slice(-mostErrorText);
  });
  return () =>
    text
      .trim()
      .split("\n")
      .findLast((line) => line.trim() !== "") ?? "";
}

function endText(code: number | null, signal: NodeJS.Signals | null, lastLine: string): string {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return `its process ended with ${how}${lastLine === "" ? "" : `: ${lastLine}`}`;
}

/** Kills a worker that shows no sign of life; tells whether that happened. */
function watchSilence(
  child: ChildProcess,
  silenceMs: number,
): { heard(): void; end(): void; readonly wasSilent: boolean } {
  let wasSilent = false;
  const expire = (): void => {
    wasSilent = true;
    child.kill("SIGKILL");
  };
  let timer = setTimeout(expire, silenceMs);
  return {
    get wasSilent() {
      return wasSilent;
    },
    heard: () => {
      clearTimeout(timer);
      timer = setTimeout(expire, silenceMs);
    },
    end: () => clearTimeout(timer),
  };
}

function listen(child: ChildProcess, silenceMs: number, control: AttemptControl): Promise<AttemptResult> {
  const lastLine = tailOf(child);
  const silence = watchSilence(child, silenceMs);
  let result: AttemptResult | undefined;
  child.on("message", (message: FromWorker) => {
    silence.heard();
    if (message.kind === "log") control.log(message.line);
    if (message.kind === "ended") result = message.result;
  });
  return new Promise((resolve) => {
    const settle = (error: string): void => {
      silence.end();
      const told = silence.wasSilent ? `it showed no sign of life for ${silenceMs / 1000} s and was ended` : error;
      resolve(result ?? { kind: "failed", error: told, retryable: true });
    };
    child.on("error", (error) => settle(`its process could not be started: ${error.message}`));
    child.on("close", (code, signal) => settle(endText(code, signal, lastLine())));
  });
}

/**
 * Runs each attempt in a process of its own: one that runs away, takes all memory or is stopped goes down alone. Aborting
 * kills the process; a process whose starter is gone ends itself.
 */
export function createProcessRunner(options: ProcessRunnerOptions): AttemptRunner {
  return {
    run: async (claim, control) => {
      const child = fork(options.program, [...options.args], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
      const kill = (): void => void child.kill("SIGKILL");
      control.signal.addEventListener("abort", kill, { once: true });
      const ended = listen(child, options.silenceMs, control);
      const work: ToWorker = { kind: "attempt", claim };
      child.send(work as unknown as Json as object, () => {});
      const result = await ended;
      control.signal.removeEventListener("abort", kill);
      return result;
    },
  };
}
