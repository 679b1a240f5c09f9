import { backfill, cancelRun, driveRun, loadRun, repair, submitRun } from "#orchestration";
import { describe, expect, test } from "vitest";
import { echo, me, outputOf, run, statusOf, step, testEngine } from "./engine-setup.js";

describe("a repair", () => {
  test("does again what failed and what is behind it, and uses the other outputs again", async () => {
    const ran: string[] = [];
    let isBroken = true;
    const engine = testEngine(
      [{ name: "j", tasks: [step("a"), step("b", ["a"]), step("c", ["b"]), step("d", ["a"])] }],
      {
        work: async ({ taskKey, repairs }) => {
          ran.push(taskKey);
          if (taskKey === "b" && isBroken) throw new Error("broken");
          return { taskKey, repairs };
        },
      },
    );
    const failed = await run(engine);
    expect(statusOf(failed)).toEqual({ a: "succeeded", b: "failed", c: "upstream-failed", d: "succeeded" });
    isBroken = false;
    ran.splice(0);
    expect(() => cancelRun(failed.run.id, "late", engine)).not.toThrow();
    repair({ runId: failed.run.id, driver: me.owner }, engine);
    const { state } = await driveRun(failed.run.id, me, engine);
    expect(ran).toEqual(["b", "c"]);
    expect(state.run).toMatchObject({ status: "succeeded", repairs: 1, error: null });
    expect(outputOf(state, "c")).toEqual({ taskKey: "c", repairs: 1 });
    expect(() => repair({ runId: failed.run.id }, engine)).toThrow(
      expect.objectContaining({ code: "orchestration/nothing-to-repair" }),
    );
    ran.splice(0);
    repair({ runId: failed.run.id, tasks: ["b"], driver: me.owner }, engine);
    await driveRun(failed.run.id, me, engine);
    expect(ran).toEqual(["b", "c"]);
  });

  test("waits for room like any run, and is refused while the run is at work", () => {
    const engine = testEngine([{ name: "j", tasks: [step("a")] }], { work: echo });
    const first = submitRun({ job: "j" }, engine).run.id;
    expect(() => repair({ runId: first }, engine)).toThrow(
      expect.objectContaining({ code: "orchestration/not-ended" }),
    );
    cancelRun(first, "enough", engine);
    const second = submitRun({ job: "j" }, engine).run.id;
    expect(repair({ runId: first }, engine).status).toBe("queued");
    cancelRun(second, "enough", engine);
    expect(loadRun(first, engine).run.status).toBe("running");
    expect(() => repair({ runId: second, tasks: ["ghost"] }, engine)).toThrow('no task "ghost"');
  });
});

describe("a backfill", () => {
  test("makes one run for each moment of the calendar, once", () => {
    const schedule = { cron: "0 6 * * MON", timezone_id: "Europe/Berlin" };
    const engine = testEngine([{ name: "j", schedule, tasks: [step("a")] }], { work: echo });
    const range = { from: Date.UTC(2026, 2, 20), to: Date.UTC(2026, 3, 10) };
    const filled = backfill("j", range, engine);
    expect(filled.map(({ run }) => new Date(run.trigger.scheduledFor!).toISOString())).toEqual([
      "2026-03-23T05:00:00.000Z",
      "2026-03-30T04:00:00.000Z",
      "2026-04-06T04:00:00.000Z",
    ]);
    expect(backfill("j", range, engine).every(({ isNew }) => !isNew)).toBe(true);
    expect(engine.store.search({})).toHaveLength(3);
    expect(() => backfill("j", { from: range.to, to: range.from }, engine)).toThrow("no start");
  });
});
