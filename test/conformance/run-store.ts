import type { MetricPoint, NewRun, RunStore } from "#tracking";
import { assert, double, property } from "fast-check";
import { expect, it } from "vitest";

function newRun(id: string, change: Partial<NewRun> = {}): NewRun {
  return { id, kind: "training", name: `run ${id}`, startedAt: "2026-01-01T00:00:00.000Z", ...change };
}

const at = (step: number, value: number): MetricPoint => ({ name: "loss", value, step });

const ids = (runs: readonly { readonly id: string }[]): readonly string[] => runs.map((run) => run.id);

/** What every RunStore does. */
export function runStoreConformance(create: () => Promise<RunStore>): void {
  it("gives back a new run as running, without facts it was not given", async () => {
    const store = await create();
    store.create(newRun("a", { params: { depth: 3, list: [1, null] }, tags: { who: "Ann" } }));
    expect(store.get("a")).toEqual({
      id: "a",
      kind: "training",
      name: "run a",
      parentId: null,
      status: "running",
      startedAt: "2026-01-01T00:00:00.000Z",
      endedAt: null,
      params: { depth: 3, list: [1, null] },
      metrics: {},
      tags: { who: "Ann" },
      artifacts: {},
    });
  });

  it("records a finished trial with all its facts at once", async () => {
    const store = await create();
    store.record(newRun("t", { kind: "trial", parentId: "a" }), {
      metrics: [{ name: "auc", value: 0.84, step: 0 }],
      artifacts: { "model.json": "d1" },
      status: "finished",
      endedAt: "2026-01-01T00:01:00.000Z",
    });
    expect(store.get("t")).toMatchObject({
      parentId: "a",
      status: "finished",
      endedAt: "2026-01-01T00:01:00.000Z",
      metrics: { auc: 0.84 },
      artifacts: { "model.json": "d1" },
    });
  });

  it("refuses a run whose id exists and keeps the first", async () => {
    const store = await create();
    store.create(newRun("a"));
    const exists = expect.objectContaining({ kind: "Conflict", code: "tracking/run-exists" });
    expect(() => store.create(newRun("a", { name: "other" }))).toThrow(exists);
    expect(() => store.record(newRun("a"), { status: "failed" })).toThrow(exists);
    expect(store.get("a")).toMatchObject({ name: "run a", status: "running" });
  });

  it("says which run is missing", async () => {
    const store = await create();
    const missing = expect.objectContaining({ kind: "NotFound", code: "tracking/run-not-found" });
    expect(() => store.get("nobody")).toThrow(missing);
    expect(() => store.update("nobody", { status: "failed" })).toThrow(missing);
    expect(store.metricHistory("nobody", "auc")).toEqual([]);
  });

  it("replaces facts of the same name and keeps the others in an update", async () => {
    const store = await create();
    store.create(newRun("a", { params: { x: 1, y: 2 }, tags: { t: "1" } }));
    store.update("a", { params: { y: 3 }, tags: { u: "2" }, artifacts: { f: "d1", g: "d2" } });
    store.update("a", { artifacts: { f: "d3" }, status: "failed" });
    expect(store.get("a")).toMatchObject({
      params: { x: 1, y: 3 },
      tags: { t: "1", u: "2" },
      artifacts: { f: "d3", g: "d2" },
      status: "failed",
    });
  });

  it("keeps a metric's history by step and takes the highest step as newest", async () => {
    const store = await create();
    store.create(newRun("a"));
    store.update("a", { metrics: [at(10, 0.3), at(1, 0.9), { name: "auc", value: 1, step: 0 }] });
    store.update("a", { metrics: [at(2, 0.8), at(1, 0.7)] });
    expect(store.metricHistory("a", "loss")).toEqual([at(1, 0.7), at(2, 0.8), at(10, 0.3)]);
    expect(store.get("a").metrics).toEqual({ loss: 0.3, auc: 1 });
  });

  it("gives every number back as it was, also NaN and the infinities", async () => {
    const store = await create();
    store.create(newRun("a"));
    let step = 0;
    assert(
      property(double(), (value) => {
        const point = { name: "m", value: value === 0 ? 0 : value, step: (step += 1) };
        store.update("a", { metrics: [point] });
        expect(store.metricHistory("a", "m").at(-1)).toEqual(point);
        expect(store.get("a").metrics["m"]).toBe(point.value);
      }),
      { numRuns: 60, examples: [[Number.NaN], [Infinity], [-Infinity], [1e-30], [-1e-30], [5e-324], [1 + 2 ** -52]] },
    );
  });

  it("searches newest first, also among runs that began together", async () => {
    const store = await create();
    store.create(newRun("old", { startedAt: "2025-12-31T00:00:00.000Z" }));
    store.create(newRun("b"));
    store.create(newRun("a"));
    expect(ids(store.search({}))).toEqual(["a", "b", "old"]);
    expect(ids(store.search({ limit: 2 }))).toEqual(["a", "b"]);
    expect(ids(store.search({ limit: Number.POSITIVE_INFINITY }))).toHaveLength(3);
  });

  it("searches by kind, parent and status together", async () => {
    const store = await create();
    store.create(newRun("p"));
    store.record(newRun("t1", { kind: "trial", parentId: "p" }), { status: "finished" });
    store.record(newRun("t2", { kind: "trial", parentId: "p" }), { status: "failed" });
    store.record(newRun("t3", { kind: "trial", parentId: "q" }), { status: "finished" });
    expect(ids(store.search({ parentId: "p" }))).toEqual(["t2", "t1"]);
    expect(ids(store.search({ kind: "trial", status: "finished" }))).toEqual(["t3", "t1"]);
    expect(ids(store.search({ kind: "trial", status: "finished", parentId: "p" }))).toEqual(["t1"]);
    expect(store.search({ kind: "inference" })).toEqual([]);
  });

  it("returns at most 100 runs when no limit is given", async () => {
    const store = await create();
    for (let index = 0; index < 105; index += 1) store.create(newRun(`r${index}`));
    expect(store.search({})).toHaveLength(100);
  });
}
