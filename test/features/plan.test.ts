import { defineFeatures, encodeFeatures, type FeatureOption, fitFeaturePlan, maxOneHotLevels } from "#features";
import type { ColumnBatch, ColumnValues } from "#tabular";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contract } from "./contract.js";

function batchOf(columns: Readonly<Record<string, ColumnValues>>): ColumnBatch {
  const fields = Object.entries(columns).map(([name, values]) => ({
    name,
    type: values instanceof Float64Array ? ("number" as const) : ("text" as const),
  }));
  return { rowCount: Object.values(columns)[0]!.length, fields, columns: Object.values(columns) };
}

const text = (name: string): FeatureOption => ({ name, expression: "city", whenMissing: "keep" });
const number = (name: string, whenMissing: "keep" | "median" | number = "keep"): FeatureOption => ({
  name,
  expression: "charge",
  whenMissing,
});

function planOf(
  options: readonly FeatureOption[],
  ...columns: readonly ColumnValues[]
): ReturnType<typeof fitFeaturePlan> {
  const named = Object.fromEntries(columns.map((values, index) => [`c${index}`, values]));
  return fitFeaturePlan(defineFeatures(options, contract), batchOf(named));
}

const levels = (count: number): string[] => Array.from({ length: count }, (_, index) => `level ${index}`);
const { NaN: missing } = Number;

describe("fitFeaturePlan", () => {
  test("orders levels by count and equal ones by name, without missing ones", () => {
    const plan = planOf([text("t")], ["b", "a", null, "c", "c", "a", "b", "c"]);

    expect(plan.features[0]).toMatchObject({ encoding: "one-hot", levels: ["c", "a", "b"] });
  });

  test("makes one input per level up to ten levels and codes above", () => {
    const few = planOf([text("t")], levels(maxOneHotLevels));
    const many = planOf([text("t")], levels(maxOneHotLevels + 1));

    expect(maxOneHotLevels).toBe(10);
    expect(few.inputs.map(({ code, isCategorical }) => [code, isCategorical])).toEqual(
      Array.from({ length: 10 }, (_, code) => [code, false]),
    );
    expect(many.inputs).toEqual([{ name: "t", feature: 0, code: null, isCategorical: true }]);
  });

  test.each([
    ["an odd count", [3, missing, 1, 10], 3],
    ["an even count", [4, 1, 10, missing, 3], 3.5],
    ["numbers that texts would sort otherwise", [10, 9, 100], 10],
    ["no value at all", [missing, missing], null],
  ])("finds the median of %s", (_, values, median) => {
    const plan = planOf([number("n", "median")], Float64Array.from(values));

    expect(plan.features[0]).toMatchObject({ kind: "number", fill: median, typical: median });
  });

  test("keeps missing numbers missing, or fills them with the value that is set", () => {
    const values = Float64Array.of(1, missing, 3);
    const plan = planOf([number("kept"), number("zero", 0)], values, values);

    expect(plan.features.map((feature) => feature.kind === "number" && [feature.fill, feature.typical])).toEqual([
      [null, 2],
      [0, 2],
    ]);
  });

  test("gives inputs clean and unique names", () => {
    const plan = planOf(
      [text("my plan"), number("my_plan=a_b"), number("  "), number("ü{1}")],
      ["a b", "a,b", "a:b"],
      Float64Array.of(1, 2, 3),
      Float64Array.of(1, 2, 3),
      Float64Array.of(1, 2, 3),
    );

    expect(plan.inputs.map(({ name }) => name)).toEqual([
      "my_plan=a_b",
      "my_plan=a_b_2",
      "my_plan=a_b_3",
      "my_plan=a_b_4",
      "_",
      "ü_1_",
    ]);
  });

  test("names inputs uniquely and with letters, digits, _, ., = and - only, whatever the levels are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(..." a,:é{_\u0000=😀²"), maxLength: 5 }), {
          minLength: 1,
          maxLength: 12,
        }),
        (values) => {
          const names = planOf([text("a"), text("a_")], values, values).inputs.map(({ name }) => name);
          expect(new Set(names).size).toBe(names.length);
          for (const name of names) expect(name).toMatch(/^[\p{L}\p{N}_.=-]+$/u);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("has the digest of its features: equal training rows, equal digest", () => {
    const plan = planOf([text("t")], ["a", "b", "b"]);

    expect(planOf([text("t")], ["b", "a", "b"]).digest).toBe(plan.digest);
    expect(planOf([text("t")], ["a", "a", "b"]).digest).not.toBe(plan.digest);
  });

  test("survives JSON unchanged", () => {
    const plan = planOf([text("t"), number("n")], ["a", null], Float64Array.of(1, missing));

    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});

describe("encodeFeatures", () => {
  test("takes levels that training did not see for missing", () => {
    const plan = planOf([text("few"), text("many")], ["a", "b", "a"], levels(12));
    const batch = batchOf({ few: ["a", "new", null], many: ["level 3", "new", null] });

    expect(encodeFeatures(plan, batch)).toEqual({
      rowCount: 3,
      names: ["few=a", "few=b", "many"],
      categorical: [2],
      columns: [
        Float64Array.of(1, missing, missing),
        Float64Array.of(0, missing, missing),
        Float64Array.of(
          plan.features[1]!.kind === "category" ? plan.features[1]!.levels.indexOf("level 3") : -1,
          missing,
          missing,
        ),
      ],
    });
  });

  test("fills with the median of the training rows, whatever the rows to encode hold", () => {
    const plan = planOf([number("n", "median"), number("kept")], Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 3));
    const batch = batchOf({ n: Float64Array.of(missing, 100), kept: Float64Array.of(missing, 100) });

    expect(encodeFeatures(plan, batch).columns).toEqual([Float64Array.of(2, 100), Float64Array.of(missing, 100)]);
  });

  test("gives the same for level codes as for level texts", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1 }), (values) => {
        const plan = planOf([text("t")], ["a", "b", "b"]);
        const codes = Float64Array.from(values, (value) => ({ b: 0, a: 1, c: missing })[value]);
        expect(encodeFeatures(plan, batchOf({ t: codes }))).toEqual(encodeFeatures(plan, batchOf({ t: values })));
      }),
    );
  });
});
