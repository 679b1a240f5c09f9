import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createMemoryStudyStore } from "#adapters/memory";
import { createSqliteStudyStore, openMetadata } from "#adapters/sqlite";
import { createStudy, optimize, type TrialRecord } from "#tuning";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { foldedObjective, killedStudyOptions, killedStudyTrials } from "./killed-study-options.js";
import { tickingClock, withoutTimes } from "./study-fixtures.js";

const program = fileURLToPath(new URL("killed-study.ts", import.meta.url));
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "driftloop-killed-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function drive(path: string, delayMs: number): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "--conditions=source", program, path, String(delayMs)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Kills the process without warning once it has ended so many trials. */
async function killAfter(child: ChildProcess, finished: number): Promise<NodeJS.Signals | null> {
  child.stdout!.setEncoding("utf8");
  child.stdout!.on("data", (text: string) => {
    const last = Number(text.trim().split("\n").at(-1));
    if (last >= finished) child.kill("SIGKILL");
  });
  return await new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
}

async function storedTrials(path: string): Promise<readonly TrialRecord[]> {
  const metadata = await openMetadata(path);
  const trials = createSqliteStudyStore(metadata).listTrials("killed");
  metadata.close();
  return trials;
}

describe("a study in SQLite", () => {
  it("ends with the same trials after kill -9 as an undisturbed one", async () => {
    const path = join(folder, "metadata.db");
    expect(await killAfter(drive(path, 15), 9)).toBe("SIGKILL");
    const left = await storedTrials(path);
    expect(left.length).toBeLessThan(killedStudyTrials);
    expect(left.filter((trial) => trial.state === "running").length).toBeGreaterThan(0);
    expect(await killAfter(drive(path, 0), Number.POSITIVE_INFINITY)).toBeNull();

    const clock = tickingClock();
    const undisturbed = createStudy(killedStudyOptions, { store: createMemoryStudyStore(), clock });
    await optimize(undisturbed, foldedObjective(0), { trials: killedStudyTrials }, { clock });
    expect(new Set(undisturbed.trials().map((trial) => trial.state))).toEqual(new Set(["complete", "pruned"]));
    expect(withoutTimes(await storedTrials(path))).toEqual(withoutTimes(undisturbed.trials()));
  });
});
