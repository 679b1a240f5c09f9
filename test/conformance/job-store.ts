import type { JobStore, LegacyJobRun as JobRun, TaskRecord } from "#orchestration";
import { expect, it } from "vitest";

function jobRun(id: string, change: Partial<JobRun> = {}): JobRun {
  return {
    id,
    job: "training",
    inputDigest: "d",
    parameters: { seed: 42, nested: { list: [1, "two", null] } },
    status: "running",
    startedAt: "2026-01-01T00:00:00.000Z",
    endedAt: null,
    error: null,
    ...change,
  };
}

function task(taskKey: string, endedAt: string, change: Partial<TaskRecord> = {}): TaskRecord {
  return {
    runId: "a",
    taskKey,
    inputDigest: "i",
    output: { rows: 3, empty: null },
    startedAt: "2026-01-01T00:00:00.000Z",
    endedAt: `2026-01-01T00:00:0${endedAt}.000Z`,
    ...change,
  };
}

const ids = (runs: readonly JobRun[]): readonly string[] => runs.map((run) => run.id);

/** What every JobStore does. */
export function jobStoreConformance(create: () => Promise<JobStore>): void {
  it("lists runs newest first, by job and status", async () => {
    const store = await create();
    store.createRun(jobRun("a"));
    store.createRun(jobRun("b", { job: "inference" }));
    store.createRun(jobRun("c", { startedAt: "2025-01-01T00:00:00.000Z", status: "failed", error: "why" }));
    expect(store.listRuns({})).toEqual([
      jobRun("b", { job: "inference" }),
      jobRun("a"),
      jobRun("c", { startedAt: "2025-01-01T00:00:00.000Z", status: "failed", error: "why" }),
    ]);
    expect(ids(store.listRuns({ job: "training" }))).toEqual(["a", "c"]);
    expect(ids(store.listRuns({ job: "training", status: "failed" }))).toEqual(["c"]);
    expect(ids(store.listRuns({ limit: 1 }))).toEqual(["b"]);
  });

  it("ends a run with its status, time and error", async () => {
    const store = await create();
    store.createRun(jobRun("a"));
    store.endRun("a", "failed", "2026-01-01T01:00:00.000Z", "disk full");
    expect(store.listRuns({})).toEqual([
      jobRun("a", { status: "failed", endedAt: "2026-01-01T01:00:00.000Z", error: "disk full" }),
    ]);
  });

  it("refuses a run whose id exists", async () => {
    const store = await create();
    store.createRun(jobRun("a"));
    expect(() => store.createRun(jobRun("a"))).toThrow(
      expect.objectContaining({ kind: "Conflict", code: "orchestration/run-exists" }),
    );
  });

  it("says which run is missing", async () => {
    const store = await create();
    const missing = expect.objectContaining({ kind: "NotFound", code: "orchestration/run-not-found" });
    expect(() => store.endRun("nobody", "failed", "2026-01-01T01:00:00.000Z", null)).toThrow(missing);
    expect(() => store.saveTask(task("ingest", "1"))).toThrow(missing);
    expect(store.listTasks("nobody")).toEqual([]);
  });

  it("keeps the first record of a task and returns it to a second writer", async () => {
    const store = await create();
    store.createRun(jobRun("a"));
    expect(store.saveTask(task("ingest", "1"))).toEqual(task("ingest", "1"));
    expect(store.saveTask(task("ingest", "2", { output: "late" }))).toEqual(task("ingest", "1"));
    expect(store.findTask("a", "ingest", "i")).toEqual(task("ingest", "1"));
    expect(store.findTask("a", "ingest", "other input")).toBeUndefined();
  });

  it("lists a run's tasks in order of completion", async () => {
    const store = await create();
    store.createRun(jobRun("a"));
    store.createRun(jobRun("b"));
    const records = [
      task("late", "3"),
      task("early", "1"),
      task("middle", "2"),
      task("early", "2", { inputDigest: "j" }),
    ];
    for (const record of records) store.saveTask(record);
    store.saveTask(task("elsewhere", "1", { runId: "b" }));
    expect(store.listTasks("a").map((record) => [record.taskKey, record.inputDigest])).toEqual([
      ["early", "i"],
      ["middle", "i"],
      ["early", "j"],
      ["late", "i"],
    ]);
  });
}
