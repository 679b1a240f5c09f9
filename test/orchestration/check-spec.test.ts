import { parseJobs, parseJobSpec, submitRun } from "#orchestration";
import { describe, expect, test } from "vitest";
import { echo, step, testEngine } from "./engine-setup.js";

const check = (spec: object): unknown => parseJobSpec(spec, ["work"]);
const job = (tasks: readonly object[], more: object = {}): object => ({ name: "j", tasks, ...more });

describe("a spec that cannot work is refused with the place and the reason", () => {
  test.each([
    ["no tasks", job([]), "tasks", /at least|too small|>=1/i],
    ["a task without work", job([{ task_key: "a" }]), "tasks[0]", /exactly one of operation_task.*it has none/],
    [
      "a task with two kinds of work",
      job([step("a", [], { run_job_task: { job_name: "k" } })]),
      "tasks[0]",
      /operation_task and run_job_task/,
    ],
    ["a negative limit", job([step("a", [], { timeout_seconds: -1 })]), "tasks[0].timeout_seconds", /-1|>=0|0/],
    ["fewer than no retries", job([step("a", [], { max_retries: -2 })]), "tasks[0].max_retries", /-1/],
    ["an unknown run_if", job([step("a", [], { run_if: "SOMETIMES" })]), "tasks[0].run_if", /ALL_SUCCESS/],
    ["an unknown field", job([step("a", [], { timeout: 3 })]), "tasks[0]", /timeout/],
    ["a job limit below one", job([step("a")], { max_concurrent_runs: 0 }), "max_concurrent_runs", /1/],
    ["two tasks of one key", job([step("a"), step("a")]), "tasks[1].task_key", /"a" is there twice/],
    [
      "an unknown task",
      job([step("fit"), step("b", ["fut"])]),
      "tasks[1].depends_on[0]",
      /no task "fut". Did you mean "fit"\?/,
    ],
    ["itself", job([step("a", ["a"])]), "tasks", /a → a/],
    [
      "a long way round",
      job([step("x"), step("a", ["b"]), step("b", ["c"]), step("c", ["a"])]),
      "tasks",
      /a → b → c → a/,
    ],
    [
      "an outcome of what is no condition",
      job([step("a"), step("b", [], { depends_on: [{ task_key: "a", outcome: "true" }] })]),
      "tasks[1].depends_on[0].outcome",
      /only a condition task/,
    ],
    [
      "an unknown operation",
      job([step("a", [], { operation_task: { operation: "wrok" } })]),
      "tasks[0].operation_task.operation",
      /no operation "wrok". Did you mean "work"\?/,
    ],
    [
      "a parameter that is not there",
      job([step("a", [], { operation_task: { operation: "work", parameters: { x: "{{job.parameters.rows}}" } } })]),
      "tasks[0]",
      /names no parameter/,
    ],
    [
      "a task it does not wait for",
      job([
        step("a"),
        step("b", [], { operation_task: { operation: "work", parameters: { x: "{{tasks.a.values.y}}" } } }),
      ]),
      "tasks[1]",
      /names no task that "b" waits for/,
    ],
    ["a bad calendar", job([step("a")], { schedule: { cron: "61 * * * *" } }), "schedule.cron", /61|minute/i],
    [
      "a bad time zone",
      job([step("a")], { schedule: { cron: "0 6 * * *", timezone_id: "Europe/Bonn" } }),
      "schedule.timezone_id",
      /Bonn/,
    ],
    [
      "two triggers",
      job([step("a")], { trigger: { alias_change: { aliases: ["x"] }, incident: {} } }),
      "trigger",
      /exactly one/,
    ],
  ])("%s", (_, spec, path, reason) => {
    expect(() => check(spec)).toThrow(
      expect.objectContaining({
        code: "orchestration/invalid-spec",
        message: expect.stringMatching(reason),
        details: { job: "j", path },
      }),
    );
  });

  test("jobs that start each other, or one that is not there", () => {
    const starts = (name: string, job_name: string): object => ({
      name,
      tasks: [{ task_key: "a", run_job_task: { job_name } }],
    });
    expect(() => parseJobs([starts("j", "k"), starts("k", "j")], [])).toThrow(/j → k → j/);
    expect(() => parseJobs([starts("j", "ghost")], [])).toThrow('there is no job "ghost"');
    expect(() => parseJobs([job([step("a")]), job([step("a")])], ["work"])).toThrow("two jobs");
  });
});

test("a run that is under way keeps the spec it was made with", () => {
  const engine = testEngine([job([step("a"), step("b", ["a"])])], { work: echo });
  const { run } = submitRun({ job: "j" }, engine);
  const changed = { ...engine, jobs: parseJobs([job([step("other")])], ["work"]) };
  expect([...changed.store.load(run.id)!.tasks.keys()]).toEqual(["a", "b"]);
  expect(changed.store.load(run.id)!.spec.tasks).toHaveLength(2);
});
