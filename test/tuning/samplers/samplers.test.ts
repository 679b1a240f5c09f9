import { contains } from "#src/tuning/distribution.js";
import type { SampleRequest } from "#src/tuning/samplers/sampler.js";
import { createSampler } from "#src/tuning/samplers/samplers.js";
import { splitTrials } from "#src/tuning/samplers/tpe/split-trials.js";
import { createRandom } from "#kernel";
import type { SamplerOptions, SearchSpace, TrialParams, TrialRecord } from "#tuning";
import { describe, expect, it } from "vitest";
import { completeTrial, reportsOf } from "../study-fixtures.js";
import { testProblems } from "../test-problems.js";

const requestOf = (space: SearchSpace, number: number, more: Partial<SampleRequest> = {}): SampleRequest => ({
  space,
  direction: "minimize",
  seed: 3,
  number,
  trials: [],
  random: createRandom(3).fork(`trial ${number}`),
  fixed: {},
  ...more,
});

function history(problem: string, length: number): TrialRecord[] {
  const { space, evaluate } = testProblems[problem]!;
  const sampler = createSampler({ kind: "random" });
  return Array.from({ length }, (_, number) => {
    const params = sampler.sample(requestOf(space, number));
    return completeTrial(number, evaluate(params), { params });
  });
}

const variants: readonly SamplerOptions[] = [
  { kind: "random" },
  { kind: "grid", points: 3 },
  { kind: "tpe" },
  { kind: "tpe", multivariate: false },
  { kind: "tpe", group: false },
  { kind: "tpe", magicClip: false, considerEndpoints: true, constantLiar: false },
];

describe("every sampler", () => {
  for (const options of variants) {
    it(`proposes exactly the active parameters within their ranges: ${JSON.stringify(options)}`, () => {
      for (const problem of ["mixed", "cond"]) {
        const { space } = testProblems[problem]!;
        const trials = history(problem, 30);
        const sampler = createSampler(options);
        for (let number = 30; number < 60; number += 1) {
          const params = sampler.sample(requestOf(space, number, { trials }));
          for (const [name, value] of Object.entries(params)) expect(contains(space[name]!, value)).toBe(true);
          const active = Object.keys(space).filter((name) => {
            const { when } = space[name]!;
            return when === undefined || when.oneOf.includes(params[when.parameter]!);
          });
          expect(Object.keys(params)).toEqual(active);
        }
      }
    });

    it(`keeps fixed values and repeats itself for the same request: ${JSON.stringify(options)}`, () => {
      const { space } = testProblems["mixed"]!;
      const trials = history("mixed", 20);
      const propose = (): TrialParams =>
        createSampler(options).sample(requestOf(space, 20, { trials, fixed: { n: 5, k: "e" } }));
      expect(propose()).toMatchObject({ n: 5, k: "e" });
      expect(propose()).toEqual(propose());
    });
  }
});

describe("the grid sampler", () => {
  const space: SearchSpace = {
    kind: { kind: "categorical", choices: ["a", "b"] },
    rate: { kind: "float", low: 0.01, high: 1, log: true, when: { parameter: "kind", oneOf: ["b"] } },
    depth: { kind: "int", low: 1, high: 4 },
  };

  it("visits every cell once before it repeats, in an order that depends on the seed", () => {
    const sampler = createSampler({ kind: "grid", points: 3 });
    const walk = (seed: number): string[] =>
      Array.from({ length: 12 }, (_, number) => JSON.stringify(sampler.sample(requestOf(space, number, { seed }))));
    expect(sampler.limit(space)).toBe(12);
    expect(new Set(walk(1)).size).toBe(12);
    expect([...walk(1)].sort()).toEqual([...walk(2)].sort());
    expect(walk(1)).not.toEqual(walk(2));
  });

  it("spaces values evenly on each parameter's scale with both ends", () => {
    const sampler = createSampler({ kind: "grid", points: 3 });
    const cells = Array.from({ length: 12 }, (_, number) => sampler.sample(requestOf(space, number)));
    const rates = [...new Set(cells.map((cell) => cell["rate"]))].filter((rate) => rate !== undefined) as number[];
    const sorted = rates.sort((left, right) => left - right);
    expect(sorted[0]).toBe(0.01);
    expect(sorted[1]).toBeCloseTo(0.1, 12);
    expect(sorted[2]).toBe(1);
    expect(new Set(cells.map((cell) => cell["depth"]))).toEqual(new Set([1, 3, 4]));
  });

  it("refuses a grid that nobody can finish", () => {
    const wide = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`p${index}`, { kind: "float" as const, low: 0, high: 1 }]),
    );
    expect(() => createSampler({ kind: "grid" }).limit(wide)).toThrow(
      expect.objectContaining({ code: "tuning/grid-too-large" }),
    );
  });
});

describe("the TPE sampler", () => {
  const { space } = testProblems["branin"]!;

  it("draws like the random sampler until ten trials have ended or run, one of them ended at least", () => {
    const trials = history("branin", 8);
    const running = completeTrial(9, 0, { state: "running", value: null, params: { x: 1, y: 1 } });
    const random = createSampler({ kind: "random" }).sample(requestOf(space, 10));
    const tpe = createSampler({ kind: "tpe" });
    expect(tpe.sample(requestOf(space, 10, { trials: [...trials, running] }))).toEqual(random);
    expect(tpe.sample(requestOf(space, 10, { trials: [...trials, running, running] }))).not.toEqual(random);
    expect(tpe.sample(requestOf(space, 10, { trials: Array.from({ length: 12 }, () => running) }))).toEqual(random);
    const tenth = history("branin", 10);
    expect(tpe.sample(requestOf(space, 10, { trials: tenth }))).not.toEqual(random);
  });

  it("draws nearer to the good trials than random draws are", () => {
    const line: SearchSpace = { x: { kind: "float", low: -10, high: 10 } };
    const trials = Array.from({ length: 40 }, (_, number) => {
      const x = -10 + (20 * number) / 39;
      return completeTrial(number, (x - 3) ** 2, { params: { x } });
    });
    const sampler = createSampler({ kind: "tpe" });
    const distances = Array.from({ length: 50 }, (_, index) =>
      Math.abs(Number(sampler.sample(requestOf(line, 40 + index, { trials }))["x"]) - 3),
    );
    expect(Math.max(...distances)).toBeLessThan(3);
  });

  it("keeps away from running trials with the constant liar", () => {
    const line: SearchSpace = { x: { kind: "float", low: 0, high: 1 } };
    const trials = Array.from({ length: 20 }, (_, number) =>
      completeTrial(number, Math.abs(number / 19 - 0.5), { params: { x: number / 19 } }),
    );
    const busy = Array.from({ length: 8 }, (_, index) =>
      completeTrial(20 + index, 0, { state: "running", value: null, params: { x: 0.5 } }),
    );
    const meanDistance = (constantLiar: boolean): number => {
      const sampler = createSampler({ kind: "tpe", constantLiar });
      const draws = Array.from({ length: 200 }, (_, index) =>
        sampler.sample(requestOf(line, 30 + index, { trials: [...trials, ...busy] })),
      );
      return draws.reduce((sum, params) => sum + Math.abs(Number(params["x"]) - 0.5), 0) / draws.length;
    };
    expect(meanDistance(true)).toBeGreaterThan(1.5 * meanDistance(false));
  });
});

const numbers = (trials: readonly TrialRecord[]): number[] => trials.map((trial) => trial.number);

describe("splitTrials", () => {
  it("ranks complete trials by value, then pruned by progress, then infeasible by violation", () => {
    const trials = [
      completeTrial(0, 0, { violation: 2 }),
      completeTrial(1, 5),
      completeTrial(2, 0, { state: "pruned", value: null, reports: reportsOf(1) }),
      completeTrial(3, 0, { state: "failed", value: null }),
      completeTrial(4, 3),
      completeTrial(5, 0, { violation: 1 }),
      completeTrial(6, 0, { state: "pruned", value: null, reports: reportsOf(9, 9) }),
      completeTrial(7, 0, { state: "pruned", value: null }),
      completeTrial(8, 0, { state: "pruned", value: null, reports: reportsOf(Number.NaN) }),
    ];
    const best = (count: number): number[] => {
      const more = Array.from({ length: count * 10 - 8 }, (_, index) =>
        completeTrial(100 + index, 0, { violation: 10 + index }),
      );
      return numbers(splitTrials([...trials, ...more], "minimize", false).below);
    };
    expect(best(1)).toEqual([4]);
    expect(best(2)).toEqual([1, 4]);
    expect(best(3)).toEqual([1, 4, 6]);
    expect(best(4)).toEqual([1, 2, 4, 6]);
    expect(best(5)).toEqual([1, 2, 4, 6, 8]);
    expect(best(6)).toEqual([1, 2, 4, 6, 7, 8]);
    expect(best(7)).toEqual([1, 2, 4, 5, 6, 7, 8]);
    expect(best(8)).toEqual([0, 1, 2, 4, 5, 6, 7, 8]);
  });

  it("takes the highest values for good when maximizing", () => {
    const trials = Array.from({ length: 10 }, (_, number) => completeTrial(number, number));
    expect(numbers(splitTrials(trials, "maximize", true).below)).toEqual([9]);
  });

  it("puts running trials on the bad side only with the constant liar", () => {
    const trials = [completeTrial(0, 1), completeTrial(1, 2), completeTrial(2, 0, { state: "running", value: null })];
    expect(numbers(splitTrials(trials, "minimize", true).above)).toEqual([1, 2]);
    expect(numbers(splitTrials(trials, "minimize", false).above)).toEqual([1]);
  });
});
