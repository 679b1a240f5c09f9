// Works on small jobs in a process of its own, like `driftloop run` and `driftloop serve` do:
//   `<folder> drive [before|after <n>]`  one run to its end; dies before or after its n-th commit
//   `<folder> work <leaseMs>`            whatever is ready, until it is killed; `slow` tasks wait for a file named `go`
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createWorkers, realWaiting, thisProcess } from "#adapters/process";
import { createSqliteJobStore, createSqliteWorkQueue, type Metadata, openMetadata } from "#adapters/sqlite";
import { systemClock } from "#adapters/system";
import { createIds } from "#kernel";
import {
  createInProcessRunner,
  createWorker,
  driveRun,
  type JobStore,
  type Operations,
  parseJobs,
  submitRun,
  type WorkerPorts,
} from "#orchestration";

const [folder = "", mode = "", ...rest] = process.argv.slice(2);
for (const name of ["effects", "remote"]) mkdirSync(join(folder, name), { recursive: true });

function writeOnce(name: string): void {
  const path = join(folder, name);
  if (!existsSync(path)) writeFileSync(path, "done");
}

const operations: Operations = {
  write: async ({ runId, taskKey, inputs }) => {
    writeOnce(`effects/${runId}.${taskKey}`);
    return { task: taskKey, from: Object.keys(inputs).toSorted() };
  },
  remote: async ({ runId, attempt, handle, saveHandle }) => {
    const id = (handle as { id: string } | null)?.id ?? `${runId}.${attempt}`;
    if (handle === null) saveHandle({ id });
    writeOnce(`remote/${id}`);
    return { remote: id.startsWith(runId) };
  },
  slow: async ({ runId, taskKey, attempt }) => {
    process.stdout.write(`slow ${runId} ${taskKey} ${attempt}\n`);
    while (!existsSync(join(folder, "go"))) await delay(20);
    return { by: attempt };
  },
};

const task = (task_key: string, operation: string, ...after: readonly string[]): object => ({
  task_key,
  operation_task: { operation },
  depends_on: after.map((key) => ({ task_key: key })),
});

const jobs = parseJobs(
  [
    {
      name: "diamond",
      max_concurrent_runs: 3,
      tasks: [
        task("a", "write"),
        task("b", "write", "a"),
        task("c", "write", "a"),
        task("far", "remote", "b", "c"),
        task("d", "write", "far"),
      ],
    },
    { name: "slow", max_concurrent_runs: 3, tasks: [task("wait", "slow"), task("end", "write", "wait")] },
  ],
  Object.keys(operations),
);

/** A store in a process that dies at its n-th commit. */
function dying(store: JobStore, side: string | undefined, at: number): JobStore {
  let depth = 0;
  let commits = 0;
  const die = (): void => void process.kill(process.pid, "SIGKILL");
  return {
    ...store,
    transaction: (work) => {
      depth += 1;
      try {
        const result = store.transaction(() => {
          const done = work();
          if (depth === 1 && side === "before" && commits + 1 === at) die();
          return done;
        });
        if (depth === 1) {
          commits += 1;
          if (side === "after" && commits === at) die();
        }
        return result;
      } finally {
        depth -= 1;
      }
    },
  };
}

/** People are told by a row in the transaction that ends the run: none may be missing, none be there twice. */
function tellInto(metadata: Metadata): WorkerPorts["notices"] {
  metadata.run("CREATE TABLE IF NOT EXISTS told (run_id TEXT NOT NULL, status TEXT NOT NULL) STRICT");
  return {
    onRunStarted: () => {},
    onRunOverdue: () => {},
    onRunEnded: ({ id, status }) => void metadata.run("INSERT INTO told (run_id, status) VALUES (?, ?)", id, status),
  };
}

const metadata = await openMetadata(join(folder, "metadata.sqlite"));
const engine: WorkerPorts = {
  store: dying(createSqliteJobStore(metadata), mode === "drive" ? rest[0] : undefined, Number(rest[1] ?? 0)),
  queue: createSqliteWorkQueue(metadata),
  workers: createWorkers(),
  notices: tellInto(metadata),
  jobs,
  clock: systemClock,
  ids: createIds(systemClock),
  runner: createInProcessRunner(operations),
  waiting: realWaiting,
  log: {
    append: ({ taskKey, attempt, level, message }) => {
      appendFileSync(join(folder, "attempts.log"), `${process.pid} ${taskKey} ${attempt} ${level} ${message}\n`);
      if (level === "warn") process.stdout.write(`warn ${taskKey} ${attempt} ${message}\n`);
    },
  },
};
const owner = thisProcess();

if (mode === "drive") {
  const { run } = submitRun({ job: "diamond", idempotencyToken: "one", driver: owner }, engine);
  const { state } = await driveRun(run.id, { owner, leaseMs: 30_000, concurrency: 2 }, engine);
  process.stdout.write(`${state.run.status}\n`);
  metadata.close();
} else {
  const worker = createWorker({ owner, leaseMs: Number(rest[0]), concurrency: 1 }, engine);
  process.stdout.write("ready\n");
  for (;;) {
    worker.beat();
    worker.step("any");
    await realWaiting.wait(Number(rest[0]) / 8, worker.wake());
  }
}
