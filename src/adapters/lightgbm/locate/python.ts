import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { messageOf } from "#kernel";

const run = promisify(execFile);

/** What a Python command printed, or why it failed, in one line. */
export type PythonAnswer =
  | { readonly status: "done"; readonly output: string }
  | { readonly status: "failed"; readonly problem: string };

function problemOf(error: unknown, command: string): string {
  const { code, stderr } = error as { readonly code?: unknown; readonly stderr?: unknown };
  if (code === "ENOENT") return `there is no command ${command}`;
  const lines = typeof stderr === "string" ? stderr.trim().split("\n") : [];
  const lastLine = lines.at(-1)?.trim() ?? "";
  return `${command}: ${lastLine === "" ? messageOf(error).split("\n")[0]! : lastLine}`;
}

/** Runs Python without input. */
export async function askPython(command: string, args: readonly string[], timeoutMs: number): Promise<PythonAnswer> {
  try {
    const { stdout } = await run(command, [...args], { timeout: timeoutMs, windowsHide: true });
    return { status: "done", output: stdout.trim() };
  } catch (error) {
    return { status: "failed", problem: problemOf(error, command) };
  }
}
