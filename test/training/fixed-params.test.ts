import { fixedParams, trainingOptions } from "#training";
import { describe, expect, test } from "vitest";

const inputs = [
  { feature: "tenure", isNumber: true },
  { feature: "plan", isNumber: false },
  { feature: "plan", isNumber: false },
  { feature: "charge", isNumber: true },
  { feature: "constructor", isNumber: true },
];
const labels = Uint8Array.of(1, 0, 0, 0);

describe("fixedParams", () => {
  test("fixes nothing by default", () => {
    expect(fixedParams(trainingOptions.parse({}), inputs, labels)).toEqual({});
  });

  test("gives one direction per model input, 0 for those that are free", () => {
    const monotone = { charge: "increasing", tenure: "decreasing" } as const;

    expect(fixedParams({ monotone, positiveWeight: 1 }, inputs, labels)).toEqual({
      monotone_constraints: "-1,0,0,1,0",
    });
  });

  test.each([
    ["balanced", { scale_pos_weight: 3 }],
    [2.5, { scale_pos_weight: 2.5 }],
    [1, {}],
  ] as const)("gives positives the weight %s", (positiveWeight, expected) => {
    expect(fixedParams({ monotone: {}, positiveWeight }, inputs, labels)).toEqual(expected);
  });

  test.each([
    ["a feature that is not there", { tenur: "increasing" }, "training/unknown-feature"],
    ["a category", { plan: "increasing" }, "training/monotone-category"],
  ] as const)("refuses a direction for %s", (_, monotone, code) => {
    expect(() => fixedParams({ monotone, positiveWeight: 1 }, inputs, labels)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
