import { type Json } from "#kernel";
import { cancelRun, driveRun, repair, submitRun } from "#orchestration";
import { claimTasks } from "#src/orchestration/engine/attempts.js";
import { describe, expect, test } from "vitest";
import { echo, me, newYear, outputOf, run, statusOf, step, testEngine } from "./engine-setup.js";

describe("a for-each", () => {
  const spec = (concurrency: number): object => ({
    name: "j",
    parameters: [{ name: "slices", default: ["x", "y", "z"] }],
    tasks: [
      {
        task_key: "each",
        for_each_task: {
          inputs: "{{job.parameters.slices}}",
          concurrency,
          task: step("one", [], { operation_task: { operation: "work", parameters: { slice: "{{input}}" } } }),
        },
      },
      step("end", ["each"]),
    ],
  });

  test("runs its task for every input, at most so many at once, and gives their outputs in order", async () => {
    let [running, most] = [0, 0];
    const engine = testEngine([spec(2)], {
      work: async ({ taskParameters }) => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        return taskParameters["slice"] ?? "end";
      },
    });
    const state = await run(engine);
    expect(outputOf(state, "each")).toEqual(["x", "y", "z"]);
    expect(most).toBe(2);
    expect(statusOf(state)).toMatchObject({ "each[2]": "succeeded", end: "succeeded" });
    expect(outputOf(await run(engine, { parameters: { slices: [] } }), "each")).toEqual([]);
  });

  test("fails with the input that failed, and its repair does only that one again", async () => {
    let broken = "y";
    const ran: Json[] = [];
    const engine = testEngine([spec(1)], {
      work: async ({ taskParameters }) => {
        const slice = taskParameters["slice"] ?? "end";
        ran.push(slice);
        if (slice === broken) throw new Error("bad slice");
        return slice;
      },
    });
    const failed = await run(engine);
    expect(failed.run.error).toBe("each: 1 of 3 inputs failed; first each[1]: bad slice");
    broken = "";
    ran.splice(0);
    repair({ runId: failed.run.id, driver: me.owner }, engine);
    const { state } = await driveRun(failed.run.id, me, engine);
    expect(ran).toEqual(["y", "end"]);
    expect(outputOf(state, "each")).toEqual(["x", "y", "z"]);
  });
});

describe("a task that runs a job", () => {
  const inner = { name: "inner", parameters: [{ name: "n", default: 0 }], tasks: [step("work")] };
  const outer = {
    name: "j",
    tasks: [
      { task_key: "start", run_job_task: { job_name: "inner", job_parameters: { n: 7 } }, max_retries: 1 },
      step("end", ["start"]),
    ],
  };

  test("ends with the run it started", async () => {
    const engine = testEngine([inner, outer], { work: async ({ parameters }) => parameters });
    const state = await run(engine);
    expect(state.run.status).toBe("succeeded");
    const [child] = engine.store.search({ job: "inner" });
    expect(child).toMatchObject({ status: "succeeded", parameters: { n: 7 }, trigger: { kind: "run-job" } });
    expect(outputOf(state, "start")).toEqual({ run_id: child!.id });
  });

  test("starts another run when the first failed, as often as it may be tried", async () => {
    let tries = 0;
    const engine = testEngine([inner, outer], {
      work: async ({ taskKey }) => {
        tries += taskKey === "work" ? 1 : 0;
        if (tries === 1) throw new Error("first");
        return null;
      },
    });
    expect((await run(engine)).run.status).toBe("succeeded");
    expect(engine.store.search({ job: "inner" }).map(({ status }) => status)).toEqual(["succeeded", "failed"]);
  });

  test("whose worker was killed is taken over together with the run it had started, without waiting", async () => {
    const engine = testEngine([inner, outer], { work: echo });
    const { run: made } = submitRun({ job: "j", driver: "killed" }, engine);
    expect(claimTasks({ owner: "killed", leaseMs: 10_000, limit: 1, scope: "own" }, engine)).toHaveLength(1);
    engine.gone.add("killed");

    const { state } = await driveRun(made.id, me, engine);
    expect(state.run).toMatchObject({ status: "succeeded", driver: "me", endedAt: newYear });
    expect(engine.store.search({ job: "inner" })).toMatchObject([{ status: "succeeded", driver: "me" }]);
  });

  test("takes its run with it when it is cancelled", () => {
    const engine = testEngine([inner, outer], { work: echo });
    const { run: made } = submitRun({ job: "j" }, engine);
    cancelRun(made.id, "enough", engine);
    expect(engine.store.search({}).map(({ job, status }) => [job, status])).toEqual([
      ["inner", "canceled"],
      ["j", "canceled"],
    ]);
  });
});
