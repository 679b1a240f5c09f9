import { type JobDefinition, jobSpecSchema, type ScheduleStore } from "#orchestration";
import { expect, it } from "vitest";

function definition(job: string, change: Partial<JobDefinition> = {}): JobDefinition {
  const spec = jobSpecSchema.parse({ name: job, tasks: [{ task_key: "a", operation_task: { operation: "work" } }] });
  return { job, spec, paused: false, appliedAt: 1000, ...change };
}

/** What every ScheduleStore does. */
export function scheduleStoreConformance(open: () => Promise<ScheduleStore>): void {
  it("keeps one definition for each job, the newest, in order of name", async () => {
    const store = await open();
    store.define(definition("training"));
    store.define(definition("inference"));
    store.define(definition("training", { paused: true, appliedAt: 2000 }));
    expect(store.definitions()).toEqual([
      definition("inference"),
      definition("training", { paused: true, appliedAt: 2000 }),
    ]);
  });

  it("keeps how far a job has followed each source", async () => {
    const store = await open();
    expect(store.cursor("training", "calendar")).toBeNull();
    store.moveCursor("training", "calendar", { at: 5 });
    store.moveCursor("training", "calendar", { at: 6 });
    store.moveCursor("training", "events", 3);
    expect(store.cursor("training", "calendar")).toEqual({ at: 6 });
    expect(store.cursor("training", "events")).toBe(3);
    expect(store.cursor("inference", "calendar")).toBeNull();
  });

  it("keeps an event of a key once, and gives those after a number in order", async () => {
    const store = await open();
    expect(store.raise({ key: "drift", payload: { psi: 0.3 }, at: 1 })).toBe(true);
    expect(store.raise({ key: "drift", payload: null, at: 2 })).toBe(false);
    expect(store.raise({ key: "age", payload: null, at: 3 })).toBe(true);
    const [first, second] = store.raisedAfter(0);
    expect(first).toMatchObject({ key: "drift", payload: { psi: 0.3 }, at: 1 });
    expect(second!.sequence).toBeGreaterThan(first!.sequence);
    expect(store.raisedAfter(first!.sequence)).toEqual([second]);
  });
}
