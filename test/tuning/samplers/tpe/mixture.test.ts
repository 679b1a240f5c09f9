import type { Distribution, ParamValue, SearchSpace, TrialParams } from "#tuning";
import { axisOf, toAxis } from "#src/tuning/numeric-axis.js";
import type { NumericDistribution } from "#src/tuning/distribution.js";
import { createMixture, encode } from "#src/tuning/samplers/tpe/mixture.js";
import { kernelShapes } from "#src/tuning/samplers/tpe/numeric-kernels.js";
import { ageWeights, goodCount } from "#src/tuning/samplers/tpe/split-trials.js";
import { describe, expect, it } from "vitest";

// Golden values: Optuna 5.0.0 on Python 3 (equal to master 1d8ce7bb as far as that was printed), `_ParzenEstimator` with
// default parameters and `multivariate=True`, `log_pdf` at the points given; `default_gamma` and `default_weights`.
const settings = { considerEndpoints: false, magicClip: true, priorWeight: 1 };

interface GoldenCase {
  readonly title: string;
  readonly distribution: Distribution;
  readonly observed: readonly ParamValue[];
  readonly expected: readonly (readonly [ParamValue, number])[];
}

const cases: readonly GoldenCase[] = [
  {
    title: "three observations of a float",
    distribution: { kind: "float", low: 0, high: 1 },
    observed: [0.2, 0.5, 0.9],
    expected: [
      [0, -0.266082497153277],
      [0.3, 0.0909325799553296],
      [0.5, 0.100389051079897],
      [1, -0.223862933197368],
    ],
  },
  {
    title: "one observation of a float",
    distribution: { kind: "float", low: 0, high: 1 },
    observed: [0.2],
    expected: [
      [0.2, 0.0626052913281201],
      [0.8, -0.0772101164871701],
    ],
  },
  {
    title: "a log float with a repeated observation",
    distribution: { kind: "float", low: 1e-4, high: 1, log: true },
    observed: [1e-3, 1e-2, 1e-2],
    expected: [
      [1e-4, -2.73672551709153],
      [5e-3, -1.81379358394385],
      [0.5, -3.13140914220915],
    ],
  },
  {
    title: "an int",
    distribution: { kind: "int", low: 1, high: 100 },
    observed: [20, 37, 60],
    expected: [
      [1, -4.87569917653832],
      [37, -4.26151292278537],
      [100, -5.67975001625815],
    ],
  },
  {
    title: "a log int",
    distribution: { kind: "int", low: 1, high: 1024, log: true },
    observed: [1, 64],
    expected: [
      [1, -1.92399770084018],
      [64, -6.17160034913586],
      [1000, -9.2423839518841],
    ],
  },
  {
    title: "a float on a grid",
    distribution: { kind: "float", low: 0, high: 1, step: 0.1 },
    observed: [0.2, 0.7],
    expected: [
      [0, -2.51544007870086],
      [0.7, -2.36030121265441],
    ],
  },
  {
    title: "a categorical",
    distribution: { kind: "categorical", choices: ["a", "b", "c", "d"] },
    observed: ["a", "c", "c"],
    expected: [
      ["a", -1.26851132546351],
      ["b", -1.85629799036563],
      ["c", -0.90078654533819],
      ["d", -1.85629799036563],
    ],
  },
];

function logDensity(space: SearchSpace, observed: readonly TrialParams[], at: TrialParams): number {
  const values = Object.entries(space).map(([name, distribution]) => encode(distribution, at[name]!));
  return createMixture(space, observed, settings).logDensity(values);
}

describe("createMixture", () => {
  for (const { title, distribution, observed, expected } of cases) {
    it(`has the reference's log density for ${title}`, () => {
      const observations = observed.map((value) => ({ p: value }));
      for (const [value, reference] of expected) {
        const ours = logDensity({ p: distribution }, observations, { p: value });
        expect(Math.abs(ours - reference)).toBeLessThan(1e-9);
      }
    });
  }

  it("multiplies kernels of one trial for a joint density", () => {
    const space: SearchSpace = { x: cases[0]!.distribution, k: cases[6]!.distribution };
    const observed = [
      { x: 0.2, k: "a" },
      { x: 0.5, k: "c" },
      { x: 0.9, k: "c" },
    ];
    expect(Math.abs(logDensity(space, observed, { x: 0.3, k: "a" }) + 0.96692166346341)).toBeLessThan(1e-9);
    expect(Math.abs(logDensity(space, observed, { x: 0.9, k: "c" }) + 0.799979629885454)).toBeLessThan(1e-9);
  });

  it("has the reference's log density for 30 aged observations of four parameters", () => {
    const space: SearchSpace = {
      lr: { kind: "float", low: 1e-4, high: 1, log: true },
      n: { kind: "int", low: 1, high: 100 },
      d: { kind: "int", low: 1, high: 1024, log: true },
      s: { kind: "float", low: 0, high: 1, step: 0.02 },
    };
    const observed = Array.from({ length: 30 }, (_, i) => ({
      lr: 10 ** (-4 + (4 * ((i * 7) % 31)) / 31),
      n: 1 + ((i * 37) % 100),
      d: 1 + ((i * i * 13) % 1024),
      s: ((i * 7) % 51) / 50,
    }));
    const expected: readonly (readonly [TrialParams, number])[] = [
      [{ lr: 1e-3, n: 1, d: 1, s: 0 }, -16.2498392715236],
      [{ lr: 1, n: 50, d: 1024, s: 0.5 }, -23.1583621241292],
      [{ lr: 0.02, n: 100, d: 77, s: 1 }, -20.579870505875],
    ];
    for (const [at, reference] of expected) {
      expect(Math.abs(logDensity(space, observed, at) - reference)).toBeLessThan(1e-9);
    }
  });
});

const shapesOf = (distribution: NumericDistribution, observed: readonly number[]): readonly number[][] => {
  const axis = axisOf(distribution);
  const positions = observed.map((value) => toAxis(axis, value));
  const { centres, widths } = kernelShapes(positions, axis.low, axis.high, settings);
  return [[...centres], [...widths]];
};
const close = (ours: readonly number[], reference: readonly number[], digits: number): void => {
  expect(ours).toHaveLength(reference.length);
  for (const [index, value] of ours.entries()) expect(value).toBeCloseTo(reference[index]!, digits);
};

describe("kernelShapes", () => {
  it("takes the larger inner gap as width and keeps the prior as wide as the range", () => {
    const [centres, widths] = shapesOf({ kind: "float", low: 0, high: 1 }, [0.2, 0.5, 0.9]);
    close(centres!, [0.2, 0.5, 0.9, 0.5], 12);
    close(widths!, [0.3, 0.4, 0.4, 1], 12);
  });

  it("clips narrow kernels on a log scale", () => {
    const [centres, widths] = shapesOf({ kind: "float", low: 1e-4, high: 1, log: true }, [1e-3, 1e-2, 1e-2]);
    close(centres!, [-6.90776, -4.60517, -4.60517, -4.60517], 5);
    close(widths!, [Math.LN10, Math.LN10, 1.842068, 9.21034], 5);
  });

  it("widens the bounds of an int by half a step", () => {
    close(shapesOf({ kind: "int", low: 1, high: 100 }, [20, 37, 60])[1]!, [20, 23, 23, 100], 12);
    const [centres, widths] = shapesOf({ kind: "int", low: 1, high: 1024, log: true }, [1, 64]);
    close(centres!, [0, 4.158883, 3.119406], 6);
    close(widths!, [4.158883, 4.158883, 7.625107], 6);
    close(shapesOf({ kind: "float", low: 0, high: 1, step: 0.1 }, [0.2, 0.7])[1]!, [0.5, 0.5, 1.1], 12);
  });
});

describe("goodCount", () => {
  it("is a tenth of the finished trials, rounded up, and at most 25", () => {
    const counts = [9, 10, 11, 20, 21, 50, 100, 250, 400].map(goodCount);
    expect(counts).toEqual([1, 1, 2, 2, 3, 5, 10, 25, 25]);
  });
});

describe("ageWeights", () => {
  it("ramps up to the newest 25", () => {
    const thirty = [...ageWeights(30)];
    for (const [index, reference] of [0.03333, 0.275, 0.51667, 0.75833, 1].entries()) {
      expect(thirty[index]).toBeCloseTo(reference, 5);
    }
    expect(thirty.slice(5)).toEqual(Array.from({ length: 25 }, () => 1));
    expect(ageWeights(26)[0]).toBeCloseTo(0.03846, 5);
    expect([...ageWeights(26)].slice(1)).toEqual(Array.from({ length: 25 }, () => 1));
    expect([...ageWeights(24)]).toEqual(Array.from({ length: 24 }, () => 1));
  });
});
