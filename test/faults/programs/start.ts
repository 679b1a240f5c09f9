import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A program of this folder, running in a process of its own. */
export interface RunningProgram {
  readonly process: ChildProcess;
  /** Lines it has written so far. */
  readonly lines: readonly string[];
  /** The first line that was not taken yet; waits for it. */
  nextLine(): Promise<string>;
  /** Waits for the end. */
  ended(): Promise<{ readonly code: number | null; readonly signal: string | null; readonly errors: string }>;
}

/** Starts a program of this folder. */
export function startProgram(name: string, ...parameters: readonly string[]): RunningProgram {
  const path = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", "--conditions=source", path, ...parameters]);
  const lines: string[] = [];
  let taken = 0;
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  const end = once(child, "close");
  return {
    process: child,
    lines,
    nextLine: async () => {
      while (lines.length <= taken) {
        const seen = await Promise.race([once(reader, "line"), end.then(() => undefined)]);
        if (seen === undefined && lines.length <= taken) throw new Error(`${name} ended early: ${errors}`);
      }
      taken += 1;
      return lines[taken - 1]!;
    },
    ended: async () => {
      const [code, signal] = (await end) as [number | null, string | null];
      return { code, signal, errors };
    },
  };
}
