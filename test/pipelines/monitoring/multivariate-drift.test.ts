import { firstJudgeState, type JudgeState } from "#monitoring";
import { driversOf, isMultivariateDue } from "#src/pipelines/monitoring/multivariate-drift.js";
import { describe, expect, test } from "vitest";

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** A week of the epoch that is no multiple of four. */
const weekStart = 2609 * weekMs;
const day = (number: number) => ({
  windowStart: weekStart + (number - 1) * dayMs,
  windowEnd: weekStart + number * dayMs,
});
const looked: JudgeState = { ...firstJudgeState, multivariate: { status: "failed", reason: "once" } };
const dueDays = (days: number, isAlarm: boolean, before: JudgeState): number[] =>
  Array.from({ length: days }, (_, index) => index + 1).filter((number) =>
    isMultivariateDue(day(number), isAlarm, before),
  );

describe("whole rows are compared", () => {
  test("at the end of the first week, and of every fourth one while nothing is wrong", () => {
    expect(dueDays(6, false, firstJudgeState)).toEqual([]);
    expect(dueDays(7, false, firstJudgeState)).toEqual([7]);
    expect(dueDays(56, false, looked)).toEqual([21, 49]);
  });

  test("when an alarm begins, on whichever day, and each week while it is on", () => {
    expect(dueDays(5, true, { ...looked, isAlarm: false })).toEqual([1, 2, 3, 4, 5]);
    expect(dueDays(28, true, { ...looked, isAlarm: true })).toEqual([7, 14, 21, 28]);
  });

  test("by the calendar alone, so that windows judged again find the same ones, however long they are", () => {
    const hours = (from: number) => ({
      windowStart: weekStart + from * 3_600_000,
      windowEnd: weekStart + (from + 6) * 3_600_000,
    });
    const due = Array.from({ length: 56 }, (_, index) => index * 6).filter((from) =>
      isMultivariateDue(hours(from), false, firstJudgeState),
    );
    expect(due).toEqual([162, 330]);
  });
});

test("levels of one feature count together among what tells the rows apart", () => {
  const input = (name: string, feature: number) => ({ name, feature, code: null, isCategorical: false });
  const plan = {
    features: ["tenure", "plan", "region"].map((name) => ({ definition: { name } })),
    inputs: [input("tenure", 0), input("plan=a", 1), input("plan=b", 1), input("region=x", 2)],
  } as unknown as Parameters<typeof driversOf>[1];
  expect(driversOf(Float64Array.of(3, 3, 2, 0), plan)).toEqual([
    { feature: "plan", share: 5 / 8 },
    { feature: "tenure", share: 3 / 8 },
  ]);
});
