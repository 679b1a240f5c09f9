import { stripVTControlCharacters } from "node:util";
import { createConsoleProgress } from "#src/cli/print/progress.js";
import { widthOf } from "#src/cli/print/table.js";
import { beforeEach, describe, expect, test } from "vitest";

let now = 0;
let written: string[] = [];
const clock = { now: () => now };
beforeEach(() => {
  now = 1_000_000;
  written = [];
});

function screen(options: {
  readonly isTTY?: boolean;
  readonly columns?: number;
}): Parameters<typeof createConsoleProgress>[0] {
  return { ...options, write: (text) => written.push(text) };
}

const withoutCodes = (text: string): string => stripVTControlCharacters(text);

describe("progress on a terminal", () => {
  test("draws a bar over itself with note and time left, and ends with one line", () => {
    const task = createConsoleProgress(screen({ isTTY: true, columns: 120 }), clock).start("search", 50);
    now += 10_000;
    task.update(10, "best log loss 0.41");
    now += 2000;
    task.finish("50 trials");

    const [first, bar, cleared, last] = written.map(withoutCodes);
    expect(written).toHaveLength(4);
    expect(first).toBe(`\r…  search  ${"░".repeat(24)} 0/50`);
    expect(bar).toBe(`\r…  search  ${"█".repeat(5)}${"░".repeat(19)} 10/50  best log loss 0.41  40.0 s left`);
    expect(cleared).toBe("\r");
    expect(last).toBe("✓ search                 50 trials  12.0 s\n");
    for (const text of written.slice(0, 3)) expect(text.startsWith("\r\u001b[2K")).toBe(true);
    for (const text of written.slice(0, 3)) expect(text).not.toContain("\n");
  });

  test("tells the time left of work that goes on from what this process did alone", () => {
    const task = createConsoleProgress(screen({ isTTY: true, columns: 120 }), clock).start("search", 50, 40);
    now += 10_000;
    task.update(45);

    expect(withoutCodes(written[0]!)).toContain("40/50");
    expect(withoutCodes(written[1]!)).toContain("45/50  10.0 s left");
  });

  test("stays on one line of the terminal", () => {
    const task = createConsoleProgress(screen({ isTTY: true, columns: 40 }), clock).start(
      "a long label of some work",
      50,
    );
    task.update(10, "and a long note about how it goes");

    for (const text of written) expect(widthOf(withoutCodes(text).slice(1))).toBeLessThan(40);
  });

  test("draws at most every 80 ms", () => {
    const task = createConsoleProgress(screen({ isTTY: true }), clock).start("search", 1000);
    for (let done = 1; done <= 1000; done += 1) {
      now += 1;
      task.update(done);
    }

    expect(written.length).toBeLessThanOrEqual(2 + Math.ceil(1000 / 80));
    expect(written.length).toBeGreaterThan(10);
  });

  test.each([
    ["without a total", undefined, 7],
    ["with a total of 0", 0, 0],
    ["with more done than the total", 5, 9],
  ])("draws work %s", (_, total, done) => {
    const task = createConsoleProgress(screen({ isTTY: true }), clock).start("load", total);
    task.update(done, "note");
    task.finish();

    expect(written.join("")).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe("progress elsewhere", () => {
  test("is a line when a piece ends, without codes", () => {
    const task = createConsoleProgress(screen({}), clock).start("ingest", 3);
    now += 1500;
    task.update(1, "a.csv");
    task.finish("7,043 rows");

    expect(written).toEqual(["ingest: 7,043 rows (1.5 s)\n"]);
  });

  test("is a line every five seconds of long work", () => {
    const task = createConsoleProgress(screen({ isTTY: false }), clock).start("search", 50);
    for (let done = 1; done <= 50; done += 1) {
      now += 500;
      task.update(done, "best 0.4");
    }

    expect(written).toEqual([10, 20, 30, 40, 50].map((done) => `search: ${done}/50 best 0.4\n`));
  });

  test("has no gap where there is no note", () => {
    const task = createConsoleProgress(screen({}), clock).start("load");
    now += 6000;
    task.update(3);
    task.finish();

    expect(written).toEqual(["load: 3\n", "load: done (6.0 s)\n"]);
  });
});
