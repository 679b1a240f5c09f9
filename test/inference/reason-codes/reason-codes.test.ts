import { array, assert, double, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { type FeatureDefinition, type FeaturePlan, fitFeaturePlan } from "#features";
import { contributionsByColumn, groupContributions, type ReasonCode, reasonCodes } from "#inference";

const column = (name: string) => ({ kind: "column", name, type: "number" }) as const;

function definition(
  name: string,
  kind: "number" | "category",
  more: Partial<FeatureDefinition> = {},
): FeatureDefinition {
  return {
    name,
    kind,
    expression: column(name),
    text: name,
    columns: [name],
    whenMissing: "keep",
    actionable: false,
    ...more,
  };
}

const plan: FeaturePlan = fitFeaturePlan(
  [
    definition("tenure", "number"),
    definition("contract", "category", { actionable: true }),
    definition("perMonth", "number", { columns: ["total", "tenure"], actionable: true }),
  ],
  {
    rowCount: 5,
    fields: [
      { name: "tenure", type: "number" },
      { name: "contract", type: "text" },
      { name: "perMonth", type: "number" },
    ],
    columns: [
      Float64Array.of(1, 5, 9, Number.NaN, 40),
      ["monthly", "monthly", "yearly", null, "monthly"],
      Float64Array.of(10, 20, 30, 40, 50),
    ],
  },
);

const logistic = (margin: number): number => 1 / (1 + Math.exp(-margin));
const total = (numbers: ArrayLike<number>): number => Array.from(numbers).reduce((sum, number) => sum + number, 0);

function reasonsOf(contributions: readonly number[], audience: "business" | "auditor"): readonly ReasonCode[] {
  const row = { margin: 0.4, contributions, values: [12, "yearly", null] };
  return reasonCodes(row, plan, logistic, audience);
}

describe("contributions of a feature", () => {
  const width = plan.inputs.length + 1;
  const rows = array(array(double({ min: -8, max: 8, noNaN: true }), { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 20,
  });

  it("add up its encodings, so that row totals stay what they are", () => {
    assert(
      property(rows, (contributions) => {
        const grouped = groupContributions(plan, Float64Array.from(contributions.flat()));
        for (const [row, parts] of contributions.entries()) {
          const values = grouped.values.subarray(row * 3, row * 3 + 3);
          expect(values[1]).toBeCloseTo(parts[1]! + parts[2]!, 12);
          expect(parts.at(-1)! + total(values)).toBeCloseTo(total(parts), 12);
          expect(grouped.margins[row]).toBeCloseTo(total(parts), 12);
        }
      }),
    );
  });

  it("are shared equally by the columns it is made of, so that totals stay what they are", () => {
    const byColumn = contributionsByColumn(plan, [0.5, -0.25, 1]);
    expect(byColumn).toEqual({ tenure: 1, contract: -0.25, total: 0.5 });
    expect(total(Object.values(byColumn))).toBe(1.25);
  });
});

describe("reason codes", () => {
  it("say value, typical value and the points the probability would lose", () => {
    const [first] = reasonsOf([0.1, 0.9, 0.2], "auditor");
    expect(first).toMatchObject({ feature: "contract", value: "yearly", typical: "monthly", contribution: 0.9 });
    expect(first!.effect).toBe(logistic(0.4) - logistic(0.4 - 0.9));
    expect(first!.sentence).toBe("contract is yearly (typical: monthly): +22.1 points");
  });

  it("name the median as typical of a number and missing values as missing", () => {
    const told = reasonsOf([0.3, 0, 0.2], "auditor").map(({ sentence }) => sentence);
    expect(told[0]).toBe("tenure is 12 (typical: 7): +7.4 points");
    expect(told[1]).toBe("perMonth is missing (typical: 30): +4.9 points");
  });

  it("give business users only what can be changed and speaks for the positive class", () => {
    expect(reasonsOf([2, -0.5, 0.2], "business").map(({ feature }) => feature)).toEqual(["perMonth"]);
    expect(reasonsOf([2, -0.5, -0.2], "business")).toEqual([]);
  });

  it("give auditors every feature, the largest contribution first whatever its sign", () => {
    expect(reasonsOf([0.2, -0.5, 0.3], "auditor").map(({ feature }) => feature)).toEqual([
      "contract",
      "perMonth",
      "tenure",
    ]);
  });
});
