import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A Python program with the libraries it is pinned to. */
export interface PythonPeer {
  /** Runs a program of the peer's folder to its end. @returns what it printed */
  run(program: string, args: readonly string[]): string;
}

const cacheFolder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "driftloop", "bench-peers");

function install(folder: string, requirements: string): void {
  process.stderr.write(`installing the peer's libraries into ${folder}\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
  execFileSync(join(folder, "bin", "pip"), ["install", "--quiet", "--requirement", requirements], { stdio: "inherit" });
  writeFileSync(join(folder, "complete"), "");
}

/**
 * Opens `bench/peers/<name>`; its `requirements.txt` is installed at first use into a virtual environment of its own in the
 * user's cache folder, a new one when the file changes.
 */
export function openPythonPeer(name: string): PythonPeer {
  const source = fileURLToPath(new URL(`../peers/${name}/`, import.meta.url));
  const requirements = join(source, "requirements.txt");
  const version = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = join(cacheFolder, `${name}-${version}`);
  if (!existsSync(join(folder, "complete"))) install(folder, requirements);
  return {
    run: (program, args) =>
      execFileSync(join(folder, "bin", "python"), [join(source, program), ...args], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      }),
  };
}
