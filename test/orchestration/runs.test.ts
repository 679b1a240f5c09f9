import { type Json, notReady } from "#kernel";
import { cancelRun, driveRun, loadRun, submitRun, watchRuns } from "#orchestration";
import { claimTasks } from "#src/orchestration/engine/attempts.js";
import { describe, expect, test } from "vitest";
import {
  echo,
  failing,
  me,
  newYear,
  outputOf,
  run,
  statusOf,
  step,
  testEngine,
  type TestEngine,
} from "./engine-setup.js";

describe("a run", () => {
  test("gives each task the outputs it depends on and its parameters with references resolved", async () => {
    const engine = testEngine(
      [
        {
          name: "j",
          parameters: [{ name: "rows", default: 3 }],
          tasks: [
            step("load"),
            step("fit", ["load"], {
              operation_task: {
                operation: "work",
                parameters: {
                  rows: "{{job.parameters.rows}}",
                  text: "{{ job.name }} of {{tasks.load.values.taskKey}}",
                  list: ["{{tasks.load.output.inputs}}", 7],
                },
              },
            }),
          ],
        },
      ],
      { work: echo },
    );
    const state = await run(engine, { parameters: { rows: 5 } });
    expect(outputOf(state, "fit")).toEqual({
      taskKey: "fit",
      inputs: { load: { taskKey: "load", inputs: {}, taskParameters: {} } },
      taskParameters: { rows: 5, text: "j of load", list: [{}, 7] },
    });
    expect(state.run).toMatchObject({ status: "succeeded", parameters: { rows: 5 } });
  });

  test("is tried again as often as the task says, not before its interval, and keeps the journalled handle", async () => {
    const { work, seen } = failing(2);
    const times: number[] = [];
    const handles: (Json | null)[] = [];
    const engine: TestEngine = testEngine(
      [{ name: "j", tasks: [step("a", [], { max_retries: 2, min_retry_interval_millis: 5000 })] }],
      {
        work: (context) => {
          times.push(engine.clock.now() - newYear);
          handles.push(context.handle);
          context.saveHandle({ try: context.attempt });
          return work(context);
        },
      },
    );
    const state = await run(engine);
    expect(state.tasks.get("a")).toMatchObject({ status: "succeeded", output: 3, attempt: 3, failures: 2 });
    expect(handles).toEqual([null, { try: 1 }, { try: 2 }]);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(5000);
    expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(5000);
    expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  test("fails with the last reason when tries are used up, and throws what the task threw to who drives it", async () => {
    const engine = testEngine([{ name: "j", tasks: [step("a", [], { max_retries: 1 }), step("b", ["a"])] }], {
      work: failing(9).work,
    });
    const { run: made } = submitRun({ job: "j", driver: me.owner }, engine);
    const { state, thrown } = await driveRun(made.id, me, engine);
    expect(statusOf(state)).toEqual({ a: "failed", b: "upstream-failed" });
    expect(state.run).toMatchObject({ status: "failed", error: "a: no 2" });
    expect(thrown).toMatchObject({ message: "no 2" });
  });

  test("does not try again what can only fail again", async () => {
    let tries = 0;
    const engine = testEngine([{ name: "j", tasks: [step("a", [], { max_retries: 5 })] }], {
      work: async () => {
        tries += 1;
        throw notReady("test/not-ready", "there is nothing yet");
      },
    });
    expect((await run(engine)).run.status).toBe("failed");
    expect(tries).toBe(1);
  });

  test("is out of time: the task fails and is tried again only where the spec says so", () => {
    for (const [retry, status] of [
      [false, "timed-out"],
      [true, "ready"],
    ] as const) {
      const engine = testEngine(
        [{ name: "j", tasks: [step("a", [], { timeout_seconds: 60, max_retries: 1, retry_on_timeout: retry })] }],
        { work: echo },
      );
      const { run: made } = submitRun({ job: "j" }, engine);
      claimTasks({ owner: "w", leaseMs: 1e9, scope: "any", limit: 1 }, engine);
      engine.clock.add(59_999);
      expect(watchRuns(engine)).toEqual([]);
      engine.clock.add(1);
      watchRuns(engine);
      expect(loadRun(made.id, engine).tasks.get("a")).toMatchObject({ status, failures: retry ? 1 : 0, lease: null });
      expect(loadRun(made.id, engine).run.status).toBe(retry ? "running" : "failed");
    }
  });

  test("ends when the whole of it is out of time, and tells once when it takes longer than its health rule", () => {
    const health = { rules: [{ metric: "RUN_DURATION_SECONDS", op: "GREATER_THAN", value: 30 }] };
    const engine = testEngine([{ name: "j", timeout_seconds: 100, health, tasks: [step("a"), step("b", ["a"])] }], {
      work: echo,
    });
    const { run: made } = submitRun({ job: "j" }, engine);
    for (let second = 0; second < 100; second += 10) {
      engine.clock.add(10_000);
      watchRuns(engine);
    }
    expect(engine.overdue.map(({ id }) => id)).toEqual([made.id]);
    expect(loadRun(made.id, engine).run).toMatchObject({ status: "timed-out" });
    expect(statusOf(loadRun(made.id, engine))).toEqual({ a: "canceled", b: "canceled" });
  });

  test("that lost its worker is done again without counting as a failure, up to a hundred times in a row", () => {
    const engine = testEngine([{ name: "j", tasks: [step("a")] }], { work: echo });
    const { run: made } = submitRun({ job: "j" }, engine);
    for (let loss = 1; loss <= 100; loss += 1) {
      expect(claimTasks({ owner: `w${loss}`, leaseMs: 1e9, scope: "any", limit: 1 }, engine)).toHaveLength(1);
      engine.gone.add(`w${loss}`);
      watchRuns(engine);
    }
    expect(loadRun(made.id, engine).tasks.get("a")).toMatchObject({ status: "failed", failures: 0, attempt: 100 });
  });
});

describe("at most so many runs at once", () => {
  const tasks = [step("a")];

  test("later ones wait and start oldest first as soon as there is room", () => {
    const engine = testEngine([{ name: "j", max_concurrent_runs: 2, tasks }], { work: echo });
    const ids = [1, 2, 3, 4].map(() => submitRun({ job: "j" }, engine).run.id);
    const statuses = (): readonly string[] => ids.map((id) => loadRun(id, engine).run.status);
    expect(statuses()).toEqual(["running", "running", "queued", "queued"]);
    cancelRun(ids[0]!, "enough", engine);
    expect(statuses()).toEqual(["canceled", "running", "running", "queued"]);
    cancelRun(ids[3]!, "enough", engine);
    cancelRun(ids[1]!, "enough", engine);
    expect(statuses()).toEqual(["canceled", "canceled", "running", "canceled"]);
  });

  test("or are skipped where the job does not queue", () => {
    const engine = testEngine([{ name: "j", queue: { enabled: false }, tasks }], { work: echo });
    submitRun({ job: "j" }, engine);
    expect(submitRun({ job: "j" }, engine).run).toMatchObject({ status: "skipped" });
    expect(engine.ended.map(({ status }) => status)).toEqual(["skipped"]);
  });

  test("one token makes one run of a job", () => {
    const engine = testEngine(
      [
        { name: "j", tasks },
        { name: "k", tasks },
      ],
      { work: echo },
    );
    const first = submitRun({ job: "j", idempotencyToken: "once" }, engine);
    expect(submitRun({ job: "j", idempotencyToken: "once" }, engine)).toEqual({ run: first.run, isNew: false });
    expect(submitRun({ job: "k", idempotencyToken: "once" }, engine).isNew).toBe(true);
    expect(() => submitRun({ job: "j", idempotencyToken: "x".repeat(65) }, engine)).toThrow("64");
  });

  test("a run asked for with a parameter the job does not have is refused", () => {
    const engine = testEngine([{ name: "j", parameters: [{ name: "rows", default: 1 }], tasks }], { work: echo });
    expect(() => submitRun({ job: "j", parameters: { row: 1 } }, engine)).toThrow('Did you mean "rows"?');
    expect(() => submitRun({ job: "jj" }, engine)).toThrow('Did you mean "j"?');
    expect(engine.store.search({})).toEqual([]);
  });
});

describe("conditions", () => {
  test.each([
    ["GREATER_THAN", "10", "9", "yes"],
    ["LESS_THAN", "{{tasks.load.values.auc}}", "0.8", "yes"],
    ["EQUAL_TO", "1.0", "1", "yes"],
    ["NOT_EQUAL", "a", "a", "no"],
  ])("%s of %s and %s takes the branch %s", async (op, left, right, branch) => {
    const engine = testEngine(
      [
        {
          name: "j",
          tasks: [
            step("load"),
            { task_key: "check", depends_on: [{ task_key: "load" }], condition_task: { op, left, right } },
            step("yes", [], { depends_on: [{ task_key: "check", outcome: "true" }] }),
            step("no", [], { depends_on: [{ task_key: "check", outcome: "false" }] }),
          ],
        },
      ],
      { work: async () => ({ auc: 0.75 }) },
    );
    const state = await run(engine);
    const other = branch === "yes" ? "no" : "yes";
    expect(statusOf(state)).toMatchObject({ [branch]: "succeeded", [other]: "excluded" });
    expect(state.run.status).toBe("succeeded");
  });

  test("that compare what is no number fail with both sides named", async () => {
    const condition_task = { op: "LESS_THAN", left: "low", right: "3" };
    const engine = testEngine([{ name: "j", tasks: [{ task_key: "check", condition_task }] }]);
    expect((await run(engine)).run.error).toContain('the sides are "low" and "3"');
  });
});
