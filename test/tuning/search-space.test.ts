import { checkFixedParams, checkSpace, fillSpace, groupsOf } from "#src/tuning/search-space.js";
import { contains, nearestValue } from "#src/tuning/distribution.js";
import { axisOf, fromAxis, toAxis } from "#src/tuning/numeric-axis.js";
import type { Distribution, SearchSpace } from "#tuning";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testProblems } from "./test-problems.js";

const codeOf = (code: string): Error => expect.objectContaining({ kind: "InvalidInput", code }) as Error;

const child = (oneOf: readonly string[]): Distribution => ({
  kind: "int",
  low: 1,
  high: 2,
  when: { parameter: "kind", oneOf },
});

describe("checkSpace", () => {
  const broken: Readonly<Record<string, Distribution>> = {
    "bounds that are not finite": { kind: "float", low: 0, high: Number.POSITIVE_INFINITY },
    "a low above the high": { kind: "int", low: 3, high: 2 },
    "a log scale from zero": { kind: "float", low: 0, high: 1, log: true },
    "log together with step": { kind: "int", low: 1, high: 9, log: true, step: 2 },
    "a step of zero": { kind: "float", low: 0, high: 1, step: 0 },
    "an int with a fractional bound": { kind: "int", low: 0.5, high: 2 },
    "no choices": { kind: "categorical", choices: [] },
    "a repeated choice": { kind: "categorical", choices: ["a", "a"] },
  };
  for (const [title, distribution] of Object.entries(broken)) {
    it(`refuses ${title} and names the parameter`, () => {
      expect(() => checkSpace({ rate: distribution })).toThrow(codeOf("tuning/invalid-distribution"));
      expect(() => checkSpace({ rate: distribution })).toThrow(/"rate"/);
    });
  }

  it("refuses a space without parameters", () => {
    expect(() => checkSpace({})).toThrow(codeOf("tuning/empty-space"));
  });

  it("refuses a condition on a later parameter or on a value that cannot occur", () => {
    const kind: Distribution = { kind: "categorical", choices: ["a", "b"] };
    expect(() => checkSpace({ child: child(["a"]), kind })).toThrow(codeOf("tuning/invalid-condition"));
    expect(() => checkSpace({ kind, child: child(["z"]) })).toThrow(codeOf("tuning/invalid-condition"));
    expect(() => checkSpace({ kind, child: child([]) })).toThrow(codeOf("tuning/invalid-condition"));
    expect(() => checkSpace({ kind, child: child(["a"]) })).not.toThrow();
  });
});

describe("checkFixedParams", () => {
  it("refuses names and values outside the space", () => {
    const space: SearchSpace = { n: { kind: "int", low: 1, high: 9, step: 2 } };
    expect(() => checkFixedParams(space, { m: 1 })).toThrow(codeOf("tuning/unknown-parameter"));
    expect(() => checkFixedParams(space, { n: 2 })).toThrow(codeOf("tuning/value-outside-space"));
    expect(() => checkFixedParams(space, { n: 3 })).not.toThrow();
  });
});

describe("fillSpace", () => {
  it("leaves out parameters whose condition does not hold", () => {
    const { space } = testProblems["cond"]!;
    const params = fillSpace(space, (name) => (name === "m" ? "svm" : 1));
    expect(Object.keys(params)).toEqual(["m", "C", "g"]);
  });
});

describe("groupsOf", () => {
  it("gathers parameters that are active together", () => {
    const groups = groupsOf(testProblems["cond"]!.space).map((group) => group.parameters);
    expect(groups).toEqual([["m"], ["C", "g"], ["depth", "leaf"]]);
  });

  it("leaves out parameters with a single value", () => {
    expect(groupsOf({ a: { kind: "int", low: 3, high: 3 }, b: { kind: "float", low: 0, high: 1 } })).toEqual([
      { name: "", parameters: ["b"] },
    ]);
  });
});

describe("nearestValue", () => {
  it("keeps decimal grids readable and ends on the last point below the bound", () => {
    const grid = { kind: "float", low: 0, high: 1, step: 0.1 } as const;
    expect(nearestValue(grid, 0.7000001)).toBe(0.7);
    expect(nearestValue({ kind: "int", low: 1, high: 10, step: 4 }, 10)).toBe(9);
  });

  it("is a value of the distribution for every position", () => {
    const distributions = fc.oneof(
      fc.record({
        kind: fc.constant("float" as const),
        low: fc.double({ min: -50, max: 0, noNaN: true }),
        high: fc.double({ min: 1, max: 50, noNaN: true }),
      }),
      fc.record({
        kind: fc.constant("int" as const),
        low: fc.integer({ min: -50, max: 0 }),
        high: fc.integer({ min: 1, max: 50 }),
        step: fc.integer({ min: 1, max: 7 }),
      }),
      fc.record({
        kind: fc.constant("int" as const),
        low: fc.integer({ min: 1, max: 3 }),
        high: fc.integer({ min: 4, max: 5000 }),
        log: fc.constant(true),
      }),
    );
    fc.assert(
      fc.property(distributions, fc.double({ min: 0, max: 1, noNaN: true }), (distribution, share) => {
        const axis = axisOf(distribution);
        const value = fromAxis(axis, axis.low + share * (axis.high - axis.low));
        expect(contains(distribution, value)).toBe(true);
        const again = fromAxis(axis, toAxis(axis, value));
        expect(Math.abs(again - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
      }),
    );
  });
});
