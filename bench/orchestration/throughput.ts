// Durable steps a second, and how fast the engine answers with 10,000 queued runs. `[runs = 300] [queued = 10000]`
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorkers, realWaiting, thisProcess } from "#adapters/process";
import { createSqliteJobStore, createSqliteWorkQueue, openMetadata } from "#adapters/sqlite";
import { systemClock } from "#adapters/system";
import { createIds } from "#kernel";
import {
  cancelRun,
  createInProcessRunner,
  createWorker,
  driveRun,
  jobSpecSchema,
  type JobSpec,
  silentNotices,
  submitRun,
  watchRuns,
  type WorkerPorts,
} from "#orchestration";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";

const measuredOn = machine();
const [runCount = 300, queuedCount = 10_000] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "driftloop-bench-"));
const metadata = await openMetadata(join(folder, "metadata.sqlite"));

const keys = ["feature_engineering", "model_training", "model_registration", "validation", "approval", "inference"];
const chain = (name: string, most: number): JobSpec =>
  jobSpecSchema.parse({
    name,
    max_concurrent_runs: most,
    tasks: keys.map((task_key, place) => ({
      task_key,
      operation_task: { operation: "nothing" },
      depends_on: place === 0 ? [] : [{ task_key: keys[place - 1] }],
    })),
  });

const owner = thisProcess();
const engine: WorkerPorts = {
  store: createSqliteJobStore(metadata),
  queue: createSqliteWorkQueue(metadata),
  workers: createWorkers(),
  notices: silentNotices,
  jobs: { wide: chain("wide", 1000), narrow: chain("narrow", 1) },
  clock: systemClock,
  ids: createIds(systemClock),
  runner: createInProcessRunner({ nothing: async () => ({ done: true }) }),
  waiting: realWaiting,
  log: { append: () => {} },
};

const events = (): number => metadata.get("SELECT count(*) AS n FROM job_events")!["n"] as number;

async function measured(work: () => Promise<void> | void): Promise<{ seconds: number; events: number }> {
  const before = events();
  const startedAt = performance.now();
  await work();
  return { seconds: (performance.now() - startedAt) / 1000, events: events() - before };
}

/** Works until nothing is ready. */
async function workAll(concurrency: number): Promise<void> {
  const worker = createWorker({ owner, leaseMs: 30_000, concurrency }, engine);
  while (worker.step("any") > 0) await worker.wake();
}

const rate = ({ seconds, events }: { seconds: number; events: number }): number => Math.round(events / seconds);

const one = await measured(async () => {
  for (let run = 0; run < runCount / 4; run += 1) {
    const { run: made } = submitRun({ job: "wide", driver: owner }, engine);
    await driveRun(made.id, { owner, leaseMs: 30_000, concurrency: 1 }, engine);
  }
});
const submit = await measured(() => {
  for (let run = 0; run < runCount; run += 1) submitRun({ job: "wide" }, engine);
});
const parallel = await measured(() => workAll(16));
const queue = await measured(() => {
  engine.store.transaction(() => {
    for (let run = 0; run < queuedCount; run += 1) submitRun({ job: "narrow" }, engine);
  });
});

async function median(work: () => unknown, times = 41): Promise<number> {
  const took: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const startedAt = performance.now();
    await work();
    took.push(performance.now() - startedAt);
  }
  return took.toSorted((left, right) => left - right)[Math.floor(times / 2)]!;
}

const worker = createWorker({ owner, leaseMs: 30_000, concurrency: 1 }, engine);
const answers = {
  submitMs: await median(() => submitRun({ job: "narrow" }, engine)),
  stepMs: await median(async () => {
    worker.step("any");
    await worker.wake();
  }),
  watchMs: await median(() => watchRuns(engine)),
  listMs: await median(() => engine.store.search({ limit: 20 })),
  listQueuedMs: await median(() => engine.store.search({ job: "narrow", status: "queued", limit: 20 })),
  countMs: await median(() => engine.queue.counts()),
  cancelMs: await median(() => {
    const [oldest] = engine.store.search({ job: "narrow", status: "queued", oldestFirst: true, limit: 1 });
    cancelRun(oldest!.id, "bench", engine);
  }),
};

const perRun = Math.ceil(runCount / 4);
const result = {
  machine: measuredOn,
  runsOneAfterAnother: {
    runs: perRun,
    tasks: keys.length,
    msPerRun: rounded((one.seconds * 1000) / perRun),
    stepsPerSecond: rate(one),
  },
  submit: { runs: runCount, stepsPerSecond: rate(submit) },
  sixteenAtOnce: { runs: runCount, stepsPerSecond: rate(parallel) },
  queueAll: { runs: queuedCount, seconds: rounded(queue.seconds) },
  withQueued: Object.fromEntries(Object.entries(answers).map(([name, ms]) => [name, rounded(ms)])),
};
console.log(
  tableText([
    {
      what: `runs of ${keys.length} tasks, one after another`,
      "ms per run": result.runsOneAfterAnother.msPerRun,
      "durable steps/s": rate(one),
    },
    {
      what: "16 tasks at once",
      "ms per run": rounded((parallel.seconds * 1000) / runCount),
      "durable steps/s": rate(parallel),
    },
  ]),
);
console.log(
  tableText(
    Object.entries(result.withQueued).map(([name, ms]) => ({
      [`with ${queuedCount} queued runs`]: name,
      "median ms": ms,
    })),
  ),
);
saveResult("orchestration-throughput", result);
metadata.close();
rmSync(folder, { recursive: true, force: true });
