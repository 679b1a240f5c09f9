import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

/** What a process cost from start to end, workers and native threads included. */
export interface ProcessCost {
  readonly wallSeconds: number;
  /** User and system time of all threads. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly stdout: string;
  readonly stderr: string;
}

const reporter = new URL("./process-cost.mjs", import.meta.url).href;

/** The command a user types, built from this source. */
export const driftloopProgram: string = fileURLToPath(new URL("../../bin/driftloop.js", import.meta.url));

function collect(stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = [];
  stream.on("data", (part: Buffer) => parts.push(part));
  return () => Buffer.concat(parts).toString("utf8");
}

/**
 * Runs a Node program to its end and measures it.
 * @throws Error when it exits with anything but 0
 */
export async function measureProgram(program: string, args: readonly string[]): Promise<ProcessCost> {
  const folder = mkdtempSync(join(tmpdir(), "driftloop-bench-"));
  const costFile = join(folder, "cost.json");
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["--import", reporter, program, ...args], {
    env: { ...process.env, BENCH_PROCESS_COST: costFile },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  try {
    const status = await new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
    const wallSeconds = (performance.now() - startedAt) / 1000;
    if (status !== 0) throw new Error(`${args.join(" ")} ended with ${String(status)}:\n${stdout()}${stderr()}`);
    const cost = JSON.parse(readFileSync(costFile, "utf8")) as Record<
      "maxRSS" | "userCPUTime" | "systemCPUTime",
      number
    >;
    return {
      wallSeconds,
      cpuSeconds: (cost.userCPUTime + cost.systemCPUTime) / 1e6,
      peakMb: cost.maxRSS / 1024,
      stdout: stdout(),
      stderr: stderr(),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds that the command's own progress lines on stderr give for each named piece of work. */
export function phaseSeconds(stderr: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [, name, minutes, amount, unit] of stderr.matchAll(
    /^([a-z][a-z ]*): .*\((?:(\d+) min )?([\d.]+) (ms|s)\)$/gm,
  )) {
    const seconds = Number(minutes ?? 0) * 60 + Number(amount) / (unit === "ms" ? 1000 : 1);
    found[name!] = (found[name!] ?? 0) + seconds;
  }
  return found;
}
