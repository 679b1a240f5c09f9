import {
  type Claim,
  createWorker,
  isRunEnded,
  type JobSpec,
  type JournalEntry,
  loadRun,
  type RunIf,
  type RunState,
  submitRun,
  type TaskStatus,
} from "#orchestration";
import { applyEvent } from "#src/orchestration/machine/reduce.js";
import { newTask } from "#src/orchestration/machine/state.js";
import { claimTasks, fail, succeed } from "#src/orchestration/engine/attempts.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { step, testEngine } from "./engine-setup.js";

const runIfs: readonly RunIf[] = [
  "ALL_SUCCESS",
  "AT_LEAST_ONE_SUCCESS",
  "NONE_FAILED",
  "ALL_DONE",
  "AT_LEAST_ONE_FAILED",
  "ALL_FAILED",
];

/** A task of a random job: how it hangs together, and how its attempts go. */
interface Plan {
  readonly after: readonly number[];
  readonly runIf: RunIf;
  readonly kind: "operation" | "condition";
  readonly disabled: boolean;
  readonly maxRetries: number;
  /** Attempts that fail before one succeeds. */
  readonly failures: number;
  /** What a condition says, and which outcome the tasks behind it want. */
  readonly says: boolean;
  readonly wants: "true" | "false" | undefined;
}

const plans = fc.integer({ min: 1, max: 7 }).chain((count) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, index) =>
      fc.record({
        after: fc.uniqueArray(fc.nat(Math.max(0, index - 1)), { maxLength: index === 0 ? 0 : 3 }),
        runIf: fc.constantFrom(...runIfs),
        kind: fc.constantFrom("operation" as const, "operation" as const, "condition" as const),
        disabled: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
        maxRetries: fc.integer({ min: 0, max: 2 }),
        failures: fc.integer({ min: 0, max: 2 }),
        says: fc.boolean(),
        wants: fc.constantFrom("true" as const, "false" as const, undefined),
      }),
    ),
  ),
);

const key = (index: number): string => `t${index}`;

function specOf(tasks: readonly Plan[]): object {
  return {
    name: "j",
    tasks: tasks.map((plan, index) => ({
      task_key: key(index),
      depends_on: plan.after.map((other) => ({
        task_key: key(other),
        ...(tasks[other]!.kind === "condition" && plan.wants !== undefined ? { outcome: plan.wants } : {}),
      })),
      run_if: plan.runIf,
      disabled: plan.disabled,
      max_retries: plan.maxRetries,
      ...(plan.kind === "condition"
        ? { condition_task: { op: "EQUAL_TO", left: String(plan.says), right: "true" } }
        : { operation_task: { operation: "work" } }),
    })),
  };
}

/** What Databricks' documentation says, task by task, without time, retries one by one, or storage. */
function interpret(tasks: readonly Plan[]): ReadonlyMap<string, TaskStatus> {
  const ends = new Map<number, TaskStatus>();
  for (const [index, plan] of tasks.entries()) {
    const seen = plan.after.map((other) => {
      const end = ends.get(other)!;
      const upstream = tasks[other]!;
      if (end === "succeeded" && upstream.kind === "condition" && plan.wants !== undefined)
        return String(upstream.says) === plan.wants ? "ok" : "excluded";
      if (end === "succeeded" || end === "disabled") return "ok";
      return end === "excluded" ? "excluded" : "bad";
    });
    const count = (what: string): number => seen.filter((one) => one === what).length;
    const all = seen.length;
    const runs: Record<RunIf, boolean> = {
      ALL_SUCCESS: count("ok") === all,
      AT_LEAST_ONE_SUCCESS: count("ok") > 0,
      NONE_FAILED: count("bad") === 0 && count("ok") > 0,
      ALL_DONE: true,
      AT_LEAST_ONE_FAILED: count("bad") > 0,
      ALL_FAILED: count("bad") === all,
    };
    const end = ((): TaskStatus => {
      if (plan.disabled) return "disabled";
      if (all > 0 && count("excluded") === all) return "excluded";
      if (all > 0 && !runs[plan.runIf]) {
        const isForFailures = plan.runIf === "AT_LEAST_ONE_FAILED" || plan.runIf === "ALL_FAILED";
        return !isForFailures && count("bad") > 0 ? "upstream-failed" : "excluded";
      }
      if (plan.kind === "condition") return "succeeded";
      return plan.failures <= plan.maxRetries ? "succeeded" : "failed";
    })();
    ends.set(index, end);
  }
  return new Map([...ends].map(([index, end]) => [key(index), end]));
}

function verdict(tasks: readonly Plan[], ends: ReadonlyMap<string, TaskStatus>): "succeeded" | "failed" {
  const needed = new Set(tasks.flatMap(({ after }) => after));
  const leaves = tasks.map((_, index) => index).filter((index) => !needed.has(index));
  const isBad = (index: number): boolean => ["failed", "upstream-failed"].includes(ends.get(key(index))!);
  return leaves.some(isBad) ? "failed" : "succeeded";
}

/** The state that the events of a run give when they are applied from its beginning. */
function replayed(state: RunState, spec: JobSpec, journal: readonly JournalEntry[]): RunState {
  const beginning: RunState = {
    spec,
    run: {
      ...state.run,
      status: "queued",
      startedAt: null,
      endedAt: null,
      deadline: null,
      error: null,
      repairs: 0,
      warnAt: null,
    },
    tasks: new Map(spec.tasks.map(({ task_key }) => [task_key, newTask(task_key)])),
  };
  return journal.reduce((at, entry) => applyEvent(at, entry.event, entry.at), beginning);
}

describe("the engine", () => {
  test("ends every job as a simple reading of the rules does, whatever workers do in what order", () => {
    const choices = fc.infiniteStream(fc.nat(99));
    fc.assert(
      fc.property(plans, choices, (tasks, stream) => {
        const engine = testEngine([specOf(tasks)], { work: async () => null });
        const choose = (below: number): number => stream.next().value! % below;
        const { run } = submitRun({ job: "j" }, engine);
        const held: Claim[] = [];
        const failed = new Map<string, number>();
        let losses = 0;
        while (!isRunEnded(loadRun(run.id, engine).run.status)) {
          held.push(...claimTasks({ owner: "w", leaseMs: 1000, scope: "any", limit: 1 + choose(3) }, engine));
          const [claim] = held.splice(choose(held.length), 1);
          const { tasks: now } = loadRun(run.id, engine);
          for (const [needed, output] of Object.entries(claim!.inputs)) {
            expect(["pending", "ready", "running"]).not.toContain(now.get(needed)!.status);
            expect(now.get(needed)!.output).toEqual(output);
          }
          const before = failed.get(claim!.taskKey) ?? 0;
          const plan = tasks[Number(claim!.taskKey.slice(1))]!;
          if (choose(6) === 0 && losses < 30) {
            losses += 1;
            expect(fail(claim!, { reason: "lost", error: "gone", retryable: true }, engine)).toBe(true);
            expect(succeed(claim!, "late", engine)).toBe(false);
          } else if (before < plan.failures) {
            failed.set(claim!.taskKey, before + 1);
            expect(fail(claim!, { reason: "error", error: "no", retryable: true }, engine)).toBe(true);
          } else {
            expect(succeed(claim!, { of: claim!.taskKey }, engine)).toBe(true);
            expect(succeed(claim!, "again", engine)).toBe(false);
          }
        }
        const state = loadRun(run.id, engine);
        const expected = interpret(tasks);
        expect(new Map([...state.tasks].map(([name, { status }]) => [name, status]))).toEqual(expected);
        expect(state.run.status).toBe(verdict(tasks, expected));
        expect(engine.ended).toHaveLength(1);
        expect(replayed(state, engine.jobs["j"]!, engine.store.journal(run.id))).toEqual(state);
      }),
      { numRuns: 400 },
    );
  });

  test("gives a task to one worker however many ask at once", () => {
    const engine = testEngine([{ name: "j", tasks: [step("a"), step("b"), step("c")] }], { work: async () => null });
    submitRun({ job: "j" }, engine);
    const claims = ["w1", "w2", "w3"].flatMap((owner) =>
      claimTasks({ owner, leaseMs: 1000, scope: "any", limit: 2 }, engine),
    );
    expect(claims.map(({ taskKey }) => taskKey).toSorted()).toEqual(["a", "b", "c"]);
  });

  test("refuses what a worker delivers after its lease ended and another took over", () => {
    const engine = testEngine([{ name: "j", tasks: [step("a")] }], { work: async () => null });
    const { run } = submitRun({ job: "j" }, engine);
    const slow = createWorker({ owner: "slow", leaseMs: 1000, concurrency: 1 }, engine);
    const [first] = claimTasks({ owner: "slow", leaseMs: 1000, scope: "any", limit: 1 }, engine);
    engine.clock.add(1000);
    slow.beat();
    const [second] = claimTasks({ owner: "fast", leaseMs: 1000, scope: "any", limit: 1 }, engine);
    expect(second!.token).toBeGreaterThan(first!.token);
    expect(succeed(first!, "old", engine)).toBe(false);
    expect(fail(first!, { reason: "error", error: "old", retryable: true }, engine)).toBe(false);
    expect(succeed(second!, "new", engine)).toBe(true);
    expect(loadRun(run.id, engine).tasks.get("a")).toMatchObject({ output: "new", attempt: 2, failures: 0 });
  });
});
