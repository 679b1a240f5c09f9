import {
  type JobRun,
  type JobSpec,
  type JobStore,
  jobSpecSchema,
  type RunEvent,
  type RunState,
  type TaskRun,
  type WorkQueue,
} from "#orchestration";
import { expect, it } from "vitest";

/** The two ports over one store. */
export interface JobStores {
  readonly store: JobStore;
  readonly queue: WorkQueue;
}

const spec: JobSpec = jobSpecSchema.parse({
  name: "training",
  tasks: [
    { task_key: "load", operation_task: { operation: "load" } },
    {
      task_key: "fit",
      operation_task: { operation: "fit", parameters: { seed: 42 } },
      depends_on: [{ task_key: "load" }],
    },
  ],
});

function task(taskKey: string, change: Partial<TaskRun> = {}): TaskRun {
  return {
    taskKey,
    status: "pending",
    attempt: 0,
    failures: 0,
    losses: 0,
    readyAt: null,
    startedAt: null,
    deadline: null,
    endedAt: null,
    lease: null,
    token: 0,
    handle: null,
    output: null,
    error: null,
    input: null,
    ...change,
  };
}

function state(
  id: string,
  run: Partial<JobRun> = {},
  tasks: readonly TaskRun[] = [task("load"), task("fit")],
): RunState {
  return {
    run: {
      id,
      job: "training",
      specDigest: "spec",
      parameters: { seed: 42, nested: { list: [1, "two", null] } },
      trigger: { kind: "schedule", scheduledFor: 1000, cause: { missed: 1 } },
      idempotencyToken: null,
      workDigest: null,
      driver: null,
      status: "running",
      createdAt: 1000,
      startedAt: 1001,
      deadline: null,
      endedAt: null,
      error: null,
      repairs: 0,
      warnAt: null,
      parent: null,
      ...run,
    },
    spec,
    tasks: new Map(tasks.map((one) => [one.taskKey, one])),
  };
}

const created: readonly RunEvent[] = [{ kind: "run-created" }];
const held = (owner: string, token: number): Partial<TaskRun> => ({
  status: "running",
  attempt: 1,
  token,
  lease: { owner, token, expiresAt: 5000 },
  deadline: 9000,
});
const ids = (runs: readonly JobRun[]): readonly string[] => runs.map(({ id }) => id);

/** What every JobStore and WorkQueue do. */
export function jobStoreConformance(open: () => Promise<JobStores>): void {
  it("gives a run back as it was kept, with its spec and tasks in order", async () => {
    const { store } = await open();
    const full = state(
      "a",
      {
        idempotencyToken: "t",
        workDigest: "w",
        driver: "me",
        deadline: 1,
        warnAt: 2,
        parent: { runId: "p", taskKey: "q" },
      },
      [task("load", { status: "succeeded", output: { rows: 3, empty: null }, endedAt: 7 }), task("fit", held("w1", 3))],
    );
    store.create(full, created, 1000);
    expect(store.load("a")).toEqual(full);
    expect([...store.load("a")!.tasks.keys()]).toEqual(["load", "fit"]);
    expect(store.load("nobody")).toBeUndefined();
  });

  it("keeps what changed between two states, new and removed tasks too, and every event in order", async () => {
    const { store } = await open();
    const before = state("a");
    store.create(before, created, 1000);
    const after = state("a", { status: "failed", endedAt: 2000, error: "disk full", repairs: 1 }, [
      task("load", { status: "failed", handle: { job: 7 }, error: "disk full" }),
      task("fit[0]", { input: "x" }),
    ]);
    const ended: RunEvent = { kind: "run-ended", status: "failed", error: "disk full" };
    store.save(store.load("a")!, after, [ended], 2000);
    expect(store.load("a")).toEqual(after);
    const journal = store.journal("a");
    expect(journal.map(({ at, event }) => [at, event])).toEqual([
      [1000, { kind: "run-created" }],
      [2000, ended],
    ]);
    expect(journal[1]!.sequence).toBeGreaterThan(journal[0]!.sequence);
    expect(store.journal("nobody")).toEqual([]);
  });

  it("refuses a run whose id, or whose job and token, exist", async () => {
    const { store } = await open();
    store.create(state("a", { idempotencyToken: "once" }), created, 1);
    const exists = expect.objectContaining({ kind: "Conflict", code: "orchestration/run-exists" });
    expect(() => store.create(state("a"), created, 1)).toThrow(exists);
    expect(() => store.create(state("b", { idempotencyToken: "once" }), created, 1)).toThrow(exists);
    store.create(state("c", { idempotencyToken: "once", job: "inference" }), created, 1);
    expect(ids(store.search({ idempotencyToken: "once", job: "inference" }))).toEqual(["c"]);
  });

  it("finds runs by what they are, newest or oldest first", async () => {
    const { store } = await open();
    store.create(state("a", { createdAt: 10 }), created, 1);
    store.create(state("b", { createdAt: 10, job: "inference", workDigest: "w" }), created, 1);
    store.create(state("c", { createdAt: 5, status: "queued", parent: { runId: "a", taskKey: "t" } }), created, 1);
    expect(ids(store.search({}))).toEqual(["b", "a", "c"]);
    expect(ids(store.search({ oldestFirst: true }))).toEqual(["c", "a", "b"]);
    expect(ids(store.search({ limit: 1 }))).toEqual(["b"]);
    expect(ids(store.search({ job: "training", status: "running" }))).toEqual(["a"]);
    expect(ids(store.search({ workDigest: "w" }))).toEqual(["b"]);
    expect(ids(store.search({ parentRunId: "a" }))).toEqual(["c"]);
  });

  it("undoes all of a transaction that throws, the inner ones too", async () => {
    const { store } = await open();
    store.create(state("a"), created, 1);
    const attempt = (): void =>
      store.transaction(() => {
        store.transaction(() => store.create(state("b"), created, 1));
        store.save(store.load("a")!, state("a", { status: "failed" }), [], 1);
        throw new Error("no");
      });
    expect(attempt).toThrow("no");
    expect(ids(store.search({}))).toEqual(["a"]);
    expect(store.load("a")!.run.status).toBe("running");
    expect(store.journal("b")).toEqual([]);
  });

  it("names ready tasks of running runs, longest ready first, for their driver or for anybody", async () => {
    const { store, queue } = await open();
    const ready = (readyAt: number): readonly TaskRun[] => [task("load", { status: "ready", readyAt })];
    store.create(state("mine", { driver: "me" }, ready(30)), created, 1);
    store.create(state("theirs", { driver: "you" }, ready(10)), created, 1);
    store.create(state("free", {}, ready(20)), created, 1);
    store.create(state("later", {}, ready(99)), created, 1);
    store.create(state("queued", { status: "queued" }, ready(1)), created, 1);
    const asked = { now: 50, driver: "me", limit: 10 };
    expect(queue.ready({ ...asked, scope: "any" }).map(({ runId }) => runId)).toEqual(["free", "mine"]);
    expect(queue.ready({ ...asked, scope: "own" })).toEqual([{ runId: "mine", taskKey: "load" }]);
    expect(queue.ready({ ...asked, scope: "any", limit: 1 }).map(({ runId }) => runId)).toEqual(["free"]);
    expect(queue.nextReadyAt(50)).toBe(99);
    expect(queue.nextReadyAt(99)).toBeNull();
  });

  it("renews a lease only for the newest token", async () => {
    const { store, queue } = await open();
    store.create(state("a", {}, [task("load", held("w1", 2)), task("fit")]), created, 1);
    expect(queue.held()).toEqual([
      { runId: "a", taskKey: "load", lease: { owner: "w1", token: 2, expiresAt: 5000 }, deadline: 9000 },
    ]);
    expect(queue.renew({ runId: "a", taskKey: "load", token: 1 }, 6000)).toBe(false);
    expect(queue.renew({ runId: "a", taskKey: "fit", token: 0 }, 6000)).toBe(false);
    expect(queue.renew({ runId: "a", taskKey: "load", token: 2 }, 6000)).toBe(true);
    expect(store.load("a")!.tasks.get("load")!.lease).toEqual({ owner: "w1", token: 2, expiresAt: 6000 });
  });

  it("counts runs by job and status", async () => {
    const { store, queue } = await open();
    store.create(state("a"), created, 1);
    store.create(state("b"), created, 1);
    store.create(state("c", { status: "queued" }), created, 1);
    store.create(state("d", { job: "inference", status: "failed" }), created, 1);
    expect(queue.countRunning("training")).toBe(2);
    expect(queue.countRunning("nothing")).toBe(0);
    expect(queue.counts()).toEqual([
      { job: "inference", status: "failed", count: 1 },
      { job: "training", status: "queued", count: 1 },
      { job: "training", status: "running", count: 2 },
    ]);
  });
}
