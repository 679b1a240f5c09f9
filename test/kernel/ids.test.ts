import { createIds, createRandom } from "#kernel";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("createIds", () => {
  test("makes ids that sort by creation, whatever the clock does and however many share a millisecond", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            step: fc.double({ min: -5, max: 5, noNaN: true }),
            count: fc.constantFrom(1, 2, 40, 1024, 2100),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        (moves) => {
          let now = 1_700_000_000_000;
          const ids = createIds({ now: () => now }, createRandom(1));
          const made: string[] = [];
          for (const { step, count } of moves) {
            now += step;
            for (let index = 0; index < count; index += 1) made.push(ids.next("run"));
          }
          expect(made.toSorted()).toEqual(made);
          expect(new Set(made).size).toBe(made.length);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("sorts ids of different makers by the millisecond in which they were made", () => {
    let now = 1_700_000_000_000;
    const clock = { now: () => now };
    const first = createIds(clock).next("run");
    now += 1;
    expect(createIds(clock).next("run") > first).toBe(true);
  });

  test("repeats the ids for the same clock and random, and says the prefix", () => {
    const make = (): string => createIds({ now: () => 1 }, createRandom(7)).next("job");

    expect(make()).toBe(make());
    expect(make()).toMatch(/^job_[0-9a-z]{17}$/);
  });

  test("gives two makers in the same millisecond different ids", () => {
    const ids = Array.from({ length: 50 }, () => createIds({ now: () => 1 }).next("run"));

    expect(new Set(ids).size).toBe(ids.length);
  });
});
