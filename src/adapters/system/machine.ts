import { execFile } from "node:child_process";
import { availableParallelism, totalmem } from "node:os";

/** What the computer offers. */
export interface MachineFacts {
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  readonly memoryBytes: number;
}

/** What the computer offers. */
export function machineFacts(): MachineFacts {
  return {
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}

/**
 * The first line a program prints about its version.
 * @returns null when the program is not there or fails
 */
export function programVersion(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: 10_000 }, (error, stdout, stderr) => {
      const line = `${stdout}${stderr}`.trim().split("\n")[0] ?? "";
      resolve(error === null && line !== "" ? line : null);
    });
  });
}
