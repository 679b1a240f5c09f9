import { orderTasks, type Task } from "#orchestration";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

function task(key: string, ...dependsOn: readonly string[]): Task {
  return { key, title: key, dependsOn, run: async () => null };
}

const keysOf = (tasks: readonly Task[]): readonly string[] => orderTasks({ job: "j", tasks }).map(({ key }) => key);

describe("orderTasks", () => {
  test("puts every task behind those it depends on and otherwise keeps the order of the graph", () => {
    expect(keysOf([task("d", "b", "c"), task("b", "a"), task("c", "a"), task("a"), task("e")])).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e",
    ]);
  });

  test("holds each task once and after its dependencies, for any graph without cycles", () => {
    const graphs = fc.integer({ min: 1, max: 12 }).chain((count) =>
      fc.record({
        edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 30 }),
        order: fc.shuffledSubarray([...new Array(count).keys()], { minLength: count, maxLength: count }),
      }),
    );
    fc.assert(
      fc.property(graphs, ({ edges, order }) => {
        const tasks = order.map((index) => {
          const needed = edges.filter(([from, to]) => from === index && to < index).map(([, to]) => `t${to}`);
          return task(`t${index}`, ...new Set(needed));
        });
        const keys = keysOf(tasks);
        expect(keys.toSorted()).toEqual(tasks.map(({ key }) => key).toSorted());
        for (const { key, dependsOn } of tasks) {
          for (const needed of dependsOn) expect(keys.indexOf(needed)).toBeLessThan(keys.indexOf(key));
        }
      }),
    );
  });

  test.each([
    ["itself", [task("a", "a")], /a → a/],
    ["a longer way round", [task("x"), task("a", "b"), task("b", "c"), task("c", "a")], /a → b → c → a/],
  ])("refuses a task that depends on %s and shows the cycle", (_, tasks, pattern) => {
    expect(() => keysOf(tasks)).toThrow(
      expect.objectContaining({ code: "orchestration/cycle", message: expect.stringMatching(pattern) }),
    );
  });

  test("refuses a dependency that is not there and says who asks for it", () => {
    expect(() => keysOf([task("a", "ghost")])).toThrow(
      expect.objectContaining({
        code: "orchestration/unknown-task",
        message: expect.stringContaining('"a" depends on unknown task "ghost"'),
      }),
    );
  });

  test("refuses two tasks of one key", () => {
    expect(() => keysOf([task("a"), task("a")])).toThrow(
      expect.objectContaining({ code: "orchestration/duplicate-task" }),
    );
  });
});
