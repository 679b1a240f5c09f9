import { paramImportance, studyHistory, studyPlots, type TrialRecord } from "#tuning";
import { createRandom } from "#kernel";
import { createSampler } from "#src/tuning/samplers/samplers.js";
import { fitTrialForest } from "#src/tuning/analysis/trial-forest.js";
import { growTree, predictTree } from "#src/tuning/analysis/regression-tree.js";
import { describe, expect, it } from "vitest";
import { completeTrial } from "../study-fixtures.js";
import { testProblems } from "../test-problems.js";

function trialsOf(problem: string, length: number): TrialRecord[] {
  const { space, evaluate } = testProblems[problem]!;
  return Array.from({ length }, (_, number) => {
    const random = createRandom("plots").fork(`${number}`);
    const params = createSampler({ kind: "random" }).sample({
      space,
      direction: "minimize",
      seed: 1,
      number,
      trials: [],
      random,
      fixed: {},
    });
    return completeTrial(number, evaluate(params), { params });
  });
}

describe("growTree", () => {
  const table = {
    columns: [Float64Array.of(0, 1, 2, 3), Float64Array.of(5, 5, 5, 5)],
    target: Float64Array.of(1, 1, 9, 9),
  };
  const rows = Int32Array.of(0, 1, 2, 3);
  const options = { maxDepth: 3, minLeafRows: 1 };

  it("splits where the squared error falls most and credits that feature", () => {
    const tree = growTree(table, rows, options);
    expect(tree.root).toEqual({ feature: 0, threshold: 1.5, left: { value: 1 }, right: { value: 9 } });
    expect([...tree.gains]).toEqual([64, 0]);
    expect(predictTree(tree.root, [1.5, 0])).toBe(1);
    expect(predictTree(tree.root, [1.6, 0])).toBe(9);
  });

  it("makes no split that leaves a side too small", () => {
    expect(growTree(table, rows, { ...options, minLeafRows: 3 }).root).toEqual({ value: 5 });
  });
});

describe("paramImportance", () => {
  const space = {
    strong: { kind: "float", low: 1e-4, high: 1, log: true },
    weak: { kind: "int", low: 1, high: 20 },
    kind: { kind: "categorical", choices: ["a", "b", "c"] },
    idle: { kind: "float", low: 0, high: 1 },
  } as const;
  const random = createRandom("importance");
  const trials = Array.from({ length: 80 }, (_, number) => {
    const params = {
      strong: 10 ** (-4 * random.uniform()),
      weak: 1 + random.integer(20),
      kind: ["a", "b", "c"][random.integer(3)]!,
      idle: random.uniform(),
    };
    const value = 4 * (Math.log10(params.strong) + 2) ** 2 + 0.2 * params.weak + (params.kind === "c" ? 4 : 0);
    return completeTrial(number, value, { params });
  });

  it("ranks what the objective depends on above what it does not, and sums to one", () => {
    const ranked = paramImportance(trials, space);
    expect(ranked[0]!.parameter).toBe("strong");
    expect(ranked.at(-1)!.parameter).toBe("idle");
    expect(ranked.reduce((sum, entry) => sum + entry.importance, 0)).toBeCloseTo(1, 12);
  });

  it("repeats itself and ignores trials without a value", () => {
    const more = [...trials, completeTrial(90, 0, { state: "failed", value: null })];
    expect(paramImportance(more, space)).toEqual(paramImportance(trials, space));
  });

  it("says how many trials it needs", () => {
    expect(() => paramImportance(trials.slice(0, 3), space)).toThrow(
      expect.objectContaining({ kind: "NotReady", code: "tuning/too-few-trials" }),
    );
  });
});

describe("fitTrialForest", () => {
  it("predicts the objective of trials it has not seen better than their mean", () => {
    const { space, evaluate } = testProblems["mixed"]!;
    const trials = trialsOf("mixed", 160);
    const forest = fitTrialForest(trials.slice(0, 120), space);
    const held = trials.slice(120);
    const mean = trials.slice(0, 120).reduce((sum, trial) => sum + trial.value!, 0) / 120;
    const squares = (predict: (trial: TrialRecord) => number): number =>
      held.reduce((sum, trial) => sum + (evaluate(trial.params) - predict(trial)) ** 2, 0);
    expect(squares((trial) => forest.predict(trial.params))).toBeLessThan(0.6 * squares(() => mean));
  });
});

describe("studyHistory", () => {
  it("keeps the best value so far for either direction", () => {
    const trials = [3, 1, 2, 5].map((value, number) => completeTrial(number, value));
    const bests = (direction: "minimize" | "maximize"): number[] =>
      studyHistory(trials, direction).map((point) => point.bestValue);
    expect(bests("minimize")).toEqual([3, 1, 1, 1]);
    expect(bests("maximize")).toEqual([3, 3, 3, 5]);
  });
});

describe("studyPlots", () => {
  it("has a line per complete trial, a slice per parameter and a contour of the top pair", () => {
    const { space } = testProblems["branin"]!;
    const trials = [...trialsOf("branin", 60), completeTrial(60, 0, { state: "pruned", value: null })];
    const plots = studyPlots(trials, space, "minimize");
    expect(plots.lines).toHaveLength(60);
    expect(plots.slices.map((slice) => [slice.parameter, slice.points.length])).toEqual([
      ["x", 60],
      ["y", 60],
    ]);
    const contour = plots.contour!;
    expect([contour.x.parameter, contour.y.parameter].sort()).toEqual(["x", "y"]);
    expect(contour.expected).toHaveLength(contour.yValues.length);
    expect(contour.expected[0]).toHaveLength(contour.xValues.length);
    expect(contour.expected.flat().every(Number.isFinite)).toBe(true);
    expect(JSON.parse(JSON.stringify(plots))).toEqual(plots);
  });

  it("takes a pair that occurs together in a conditional space", () => {
    const { space } = testProblems["cond"]!;
    const plots = studyPlots(trialsOf("cond", 60), space, "minimize");
    const names = [plots.contour!.x.parameter, plots.contour!.y.parameter];
    const crossed =
      names.some((name) => ["C", "g"].includes(name)) && names.some((name) => ["depth", "leaf"].includes(name));
    expect(crossed).toBe(false);
    expect(plots.slices.find((slice) => slice.parameter === "C")!.points.length).toBeLessThan(60);
  });

  it("leaves importance and contour out while there are too few trials", () => {
    const plots = studyPlots(trialsOf("branin", 3), testProblems["branin"]!.space, "minimize");
    expect(plots.importance).toEqual([]);
    expect(plots.contour).toBeNull();
    expect(plots.history).toHaveLength(3);
  });
});
