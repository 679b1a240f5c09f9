import { describe, expect, it } from "vitest";
import { searchedTrials } from "#src/pipelines/version-report/search-plots.js";
import type { TrialRecord } from "#tuning";
import { completeTrial, reportsOf } from "../tuning/study-fixtures.js";
import { studyDefinition } from "#src/tuning/study-definition.js";

const definition = studyDefinition({
  name: "s",
  seed: 1,
  space: { x: { kind: "float", low: 1, high: 10, log: true } },
});
const trial = (number: number, losses: readonly number[], more: Partial<TrialRecord> = {}): TrialRecord =>
  completeTrial(number, losses.reduce((sum, loss) => sum + loss, 0) / losses.length, {
    params: { x: number + 1 },
    reports: reportsOf(...losses),
    ...more,
  });
const trials = [
  trial(0, [0.5, 0.6]),
  trial(1, [0.4, 0.5]),
  trial(2, [0.43], { state: "pruned", value: null }),
  trial(3, [0.45, 0.52]),
  trial(4, [], { state: "failed", value: null }),
  trial(5, [0.6], { state: "pruned", value: null }),
];

describe("plots of a search", () => {
  const { trials: shown, plots } = searchedTrials({
    study: { definition, createdAt: "2026-01-01T00:00:00.000Z" },
    trials,
  });

  it("gives a trial that was given up the value its folds let expect beside the best trial", () => {
    expect(shown.map(({ value }) => (value === null ? null : Number(value.toFixed(6))))).toEqual([
      0.55,
      0.45,
      0.48,
      0.485,
      null,
      0.65,
    ]);
    expect(shown.map(({ pruned }) => pruned)).toEqual([false, false, true, false, false, true]);
  });

  it("compares each fold with the best trial's and names what each trial came to", () => {
    const folds = plots!.folds.map(({ trial: number, fold, state, difference }) => [
      number,
      fold,
      state,
      Number(difference.toFixed(6)),
    ]);
    expect(folds).toEqual([
      [0, 1, "complete", 0.1],
      [0, 2, "complete", 0.1],
      [1, 1, "best", 0],
      [1, 2, "best", 0],
      [2, 1, "given-up", 0.03],
      [3, 1, "complete", 0.05],
      [3, 2, "complete", 0.02],
      [5, 1, "given-up", 0.2],
    ]);
  });

  it("slices by what mattered, given-up trials among the others", () => {
    const many = Array.from({ length: 24 }, (_, number) =>
      trial(
        number,
        [Math.abs(number - 9), Math.abs(number - 9)],
        number % 5 === 4 ? { state: "pruned", value: null } : {},
      ),
    );
    const found = searchedTrials({ study: { definition, createdAt: "2026-01-01T00:00:00.000Z" }, trials: many }).plots!;
    expect(found.importance).toEqual([{ parameter: "x", share: 1 }]);
    expect(found.slices).toMatchObject([{ parameter: "x", isLog: true }]);
    const { points } = found.slices[0]!;
    expect(points.filter(({ state }) => state === "given-up")).toHaveLength(4);
    expect(points.every(({ param, value }) => Math.abs(value - Math.abs(param - 10)) <= 1)).toBe(true);
  });

  it("has no plots before a trial was complete", () => {
    const source = { study: { definition, createdAt: "2026-01-01T00:00:00.000Z" }, trials: trials.slice(4) };
    expect(searchedTrials(source)).toEqual({
      trials: [expect.objectContaining({ value: null }), expect.objectContaining({ value: null })],
    });
  });
});
