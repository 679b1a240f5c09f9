import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";

// The command as it is installed. `npm test` builds it first; after a change of the sources, `npm run setup` does.
const command = fileURLToPath(new URL("../../bin/driftloop.js", import.meta.url));

// Commands are processes: on a busy machine a flow of twenty takes minutes, on a quiet one seconds.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** How a command ended and what it said. */
export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs in a process of its own. */
export interface StartedCommand {
  readonly process: ChildProcess;
  readonly ended: Promise<CommandResult>;
}

/** Starts the command; colours are off and nobody answers questions. */
export function startDriftloop(args: readonly string[], folder = "."): StartedCommand {
  const child = spawn(process.execPath, [command, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", USER: "tester" },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<CommandResult>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { process: child, ended };
}

/** Runs the command to its end. */
export async function driftloop(args: readonly string[], folder?: string): Promise<CommandResult> {
  return startDriftloop(args, folder).ended;
}

/**
 * Runs the command with `--json` and gives its document; the test fails when standard output holds anything but one document.
 * @param code the exit code that is expected
 */
export async function driftloopJson<Document = Record<string, unknown>>(
  args: readonly string[],
  { folder = ".", code = 0 }: { readonly folder?: string; readonly code?: number } = {},
): Promise<Document> {
  const result = await driftloop([...args, "--json"], folder);
  expect({ code: result.code, stderr: code === 0 && result.code !== 0 ? result.stderr : "" }).toEqual({
    code,
    stderr: "",
  });
  return JSON.parse(result.stdout) as Document;
}

/** The document of a command that fails with `--json`. */
export interface FailureDocument {
  readonly error: { readonly code: string; readonly message: string };
}

/** Expects one clear line: no stack trace, no second error. */
export function expectOneErrorLine(result: CommandResult, code: 1 | 2 | 3, pattern: RegExp): void {
  expect(result).toMatchObject({ code, stdout: "" });
  expect(result.stderr.trim()).toMatch(pattern);
  const lines = result.stderr.trim().split("\n");
  expect(lines.filter((line) => line.startsWith("error:"))).toHaveLength(1);
  expect(result.stderr).not.toMatch(/^\s+at .*:\d+/m);
}

/** Changes the text of a project's file; the test fails when there is nothing to replace. */
export function editProject(folder: string, ...changes: readonly (readonly [string | RegExp, string])[]): void {
  const path = join(folder, "driftloop.yaml");
  let text = readFileSync(path, "utf8");
  for (const [from, to] of changes) {
    const changed = text.replace(from, to);
    expect(changed, `nothing to replace by ${to}`).not.toBe(text);
    text = changed;
  }
  writeFileSync(path, text);
}
