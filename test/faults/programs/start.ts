import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll } from "vitest";

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

const bundles = join("node_modules", ".cache", `driftloop-faults-${process.pid}`);
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

/** Turns a program and the sources it uses into one file: a process then starts in a quarter of the time tsx needs. */
export async function bundleProgram(name: string): Promise<string> {
  await build({
    logLevel: "silent",
    configFile: false,
    ssr: { resolve: { conditions: ["source"] } },
    build: {
      ssr: true,
      emptyOutDir: false,
      outDir: bundles,
      rolldownOptions: { input: fileURLToPath(new URL(`${name}.ts`, import.meta.url)) },
    },
  });
  return join(bundles, `${name}.js`);
}

/** Starts a program that was bundled. */
export function startProgram(path: string, ...parameters: readonly string[]): RunningProgram {
  const child = spawn(process.execPath, [path, ...parameters]);
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
        if (seen === undefined && lines.length <= taken) throw new Error(`${path} ended early: ${errors}`);
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
