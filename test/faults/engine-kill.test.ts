import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createSqliteJobStore, createSqliteWorkQueue, openMetadata } from "#adapters/sqlite";
import { systemClock } from "#adapters/system";
import { createIds, createRandom } from "#kernel";
import { type EnginePorts, parseJobSpec, type RunState, silentNotices, submitRun } from "#orchestration";
import { beforeAll, expect, it } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { bundleProgram, type RunningProgram, startProgram } from "./programs/start.js";

const root = temporaryFolder();
let program: string;
beforeAll(async () => {
  program = await bundleProgram("run-jobs");
});

function newFolder(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

interface Found {
  readonly states: readonly RunState[];
  readonly told: readonly string[];
  readonly damage: readonly string[];
  readonly endings: readonly number[];
}

async function look(folder: string): Promise<Found> {
  const metadata = await openMetadata(join(folder, "metadata.sqlite"));
  try {
    const store = createSqliteJobStore(metadata);
    const runs = store.search({ limit: 1000, oldestFirst: true });
    const endings = runs.map(({ id }) => store.journal(id).filter(({ event }) => event.kind === "run-ended").length);
    return {
      states: runs.map(({ id }) => store.load(id)!),
      told: metadata.all("SELECT run_id, status FROM told").map((row) => `${row["run_id"]} ${row["status"]}`),
      damage: metadata.integrityCheck(),
      endings,
    };
  } finally {
    metadata.close();
  }
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    const metadata = await openMetadata(join(folder, "metadata.sqlite"), { busyTimeoutMs: 20 });
    try {
      return metadata.transaction(() => true);
    } finally {
      metadata.close();
    }
  } catch {
    return false;
  }
}

const outputs = {
  a: { task: "a", from: [] },
  b: { task: "b", from: ["a"] },
  c: { task: "c", from: ["a"] },
  far: { remote: true },
  d: { task: "d", from: ["far"] },
};

/** What a run leaves that nobody disturbed, and so every run. */
function expectWhole(folder: string, { states, told, damage, endings }: Found, count: number): void {
  expect(damage).toEqual([]);
  expect(states).toHaveLength(count);
  for (const { run, tasks } of states) {
    expect(run).toMatchObject({ status: "succeeded", error: null });
    expect(Object.fromEntries([...tasks].map(([key, { output }]) => [key, output]))).toEqual(outputs);
    expect([...tasks.values()].every(({ status, failures }) => status === "succeeded" && failures === 0)).toBe(true);
  }
  expect(endings).toEqual(states.map(() => 1));
  expect(told.toSorted()).toEqual(states.map(({ run }) => `${run.id} succeeded`).toSorted());
  const effects = states.flatMap(({ run }) => ["a", "b", "c", "d"].map((key) => `${run.id}.${key}`));
  expect(readdirSync(join(folder, "effects")).toSorted()).toEqual(effects.toSorted());
  expect(readdirSync(join(folder, "remote"))).toHaveLength(count);
}

it("a run that is killed before and after each of its commits ends as one that nobody disturbed, each time", async () => {
  let kills = 0;
  for (const side of ["before", "after"] as const) {
    for (let commit = 1; ; commit += 1) {
      const folder = newFolder(`${side}-${commit}`);
      const { signal } = await startProgram(program, folder, "drive", side, String(commit)).ended();
      if (signal === null) break;
      kills += 1;
      const startedAt = performance.now();
      const again = startProgram(program, folder, "drive");
      expect(await again.nextLine(), (await again.ended()).errors).toBe("succeeded");
      expect(performance.now() - startedAt, "resumes in less than two seconds, also on a busy machine").toBeLessThan(
        10_000,
      );
      expectWhole(folder, await look(folder), 1);
    }
  }
  // Six claims and results, the handle, and the making of the run.
  expect(kills).toBeGreaterThanOrEqual(12);
}, 300_000);

/** Asks for runs of a job of the program, from this process. */
async function submit(folder: string, job: string, count: number): Promise<void> {
  const metadata = await openMetadata(join(folder, "metadata.sqlite"));
  const spec = (task_key: string, after: readonly string[], operation = "write"): object => ({
    task_key,
    depends_on: after.map((key) => ({ task_key: key })),
    operation_task: { operation },
  });
  const tasks =
    job === "slow"
      ? [spec("wait", [], "slow"), spec("end", ["wait"])]
      : [spec("a", []), spec("b", ["a"]), spec("c", ["a"]), spec("far", ["b", "c"], "remote"), spec("d", ["far"])];
  const ports: EnginePorts = {
    store: createSqliteJobStore(metadata),
    queue: createSqliteWorkQueue(metadata),
    workers: { isGone: () => false },
    notices: silentNotices,
    jobs: { [job]: parseJobSpec({ name: job, max_concurrent_runs: 3, tasks }, ["write", "remote", "slow"]) },
    clock: systemClock,
    ids: createIds(systemClock),
  };
  for (let run = 0; run < count; run += 1) submitRun({ job }, ports);
  metadata.close();
}

/** Every attempt that was started: process, task, try. */
function startsOf(folder: string): readonly string[] {
  return readFileSync(join(folder, "attempts.log"), "utf8")
    .split("\n")
    .filter((line) => line.includes("started"));
}

async function until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (let look = 0; look < 2000; look += 1) {
    if (await isSo()) return;
    await delay(10);
  }
  throw new Error(`waited in vain until ${what}`);
}

const kill = async (worker: RunningProgram): Promise<void> => {
  worker.process.kill("SIGKILL");
  await worker.ended();
};

it("three workers of which one after another is killed at 40 random moments do every task of 60 runs once", async () => {
  const folder = newFolder("workers");
  await submit(folder, "diamond", 60);
  const start = (): RunningProgram => startProgram(program, folder, "work", "1000");
  const workers = [start(), start(), start()];
  await Promise.all(workers.map((worker) => worker.nextLine()));
  const random = createRandom("workers");
  for (let round = 0; round < 40; round += 1) {
    const place = random.integer(3);
    await delay(random.uniform() * 60);
    await kill(workers[place]!);
    workers[place] = start();
  }
  await until(async () => (await look(folder)).states.every(({ run }) => run.endedAt !== null), "all runs ended");
  await Promise.all(workers.map(kill));
  expectWhole(folder, await look(folder), 60);
}, 300_000);

it("a worker that stands still past its lease loses its task to one of two others, and changes nothing when it wakes up", async () => {
  const folder = newFolder("fencing");
  await submit(folder, "slow", 1);
  const workers = [1, 2, 3].map(() => startProgram(program, folder, "work", "800"));
  await Promise.all(workers.map((worker) => worker.nextLine()));
  const holderOf = (attempt: number): RunningProgram | undefined =>
    workers.find(({ lines }) => lines.some((line) => line.startsWith("slow") && line.endsWith(` ${attempt}`)));
  await until(() => holderOf(1) !== undefined, "somebody holds the task");
  const first = holderOf(1)!;
  // Stopped in the middle of a commit it would hold the whole file, and nobody could take anything over.
  await until(async () => {
    first.process.kill("SIGSTOP");
    if (await isWritable(folder)) return true;
    first.process.kill("SIGCONT");
    return false;
  }, "it stands still between two commits");
  await until(() => holderOf(2) !== undefined, "another took the task over");
  expect(holderOf(2)).not.toBe(first);
  writeFileSync(join(folder, "go"), "");
  await until(async () => (await look(folder)).states[0]!.run.endedAt !== null, "the run ended");
  const ended = await look(folder);
  expect(ended.states[0]!.tasks.get("wait")).toMatchObject({ output: { by: 2 }, attempt: 2, token: 2 });

  first.process.kill("SIGCONT");
  await until(() => first.lines.some((line) => line.startsWith("warn wait 1")), "the first noticed");
  await until(() => first.process.exitCode === null, "it goes on");
  const after = await look(folder);
  expect(after.states).toEqual(ended.states);
  expect(after.told).toHaveLength(1);
  expect(startsOf(folder).filter((line) => line.includes(" wait "))).toHaveLength(2);
  await Promise.all(workers.map(kill));
}, 120_000);
