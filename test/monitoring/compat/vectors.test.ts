import {
  compatFromRows,
  compatOfAll,
  domainDriftScore,
  type CompatNumber,
  compareColumns,
  countColumn,
  freezeTable,
} from "#monitoring";
import { aggregatedScore } from "#src/monitoring/compat/dataset-numbers.js";
import type { ColumnValues } from "#tabular";
import { describe, expect, test } from "vitest";

const fraction = (x: number): number => x - Math.floor(x);
const golden = (row: number): number => fraction(row * 0.6180339887498949);
const silver = (row: number): number => fraction(row * 0.41421356237309515);
const rowsOf = <T>(rows: number, value: (row: number) => T): T[] =>
  Array.from({ length: rows }, (_, place) => value(place + 1));

const levelsOf = (values: readonly string[]): Map<string, number> => {
  const levels = new Map<string, number>();
  for (const value of values) levels.set(value, (levels.get(value) ?? 0) + 1);
  return levels;
};

type Told = (tool: CompatNumber["tool"], name: string) => CompatNumber;

function toldOf(result: ReturnType<typeof compatFromRows>): Told {
  if (result.status !== "given") throw new Error(result.reason);
  return (tool, name) => result.numbers.find((number) => number.tool === tool && number.name === name)!;
}

const near = (value: number | null, expected: number, tolerance = 1e-9): void => {
  expect(Math.abs(value! - expected)).toBeLessThan(tolerance);
};

// All numbers: Evidently 0.7.21 and NannyML 0.13.1 on the same rows.
describe("the large deterministic vector (TV-G)", () => {
  test("of numbers, as Evidently and NannyML compute it", () => {
    const reference = { kind: "numeric", values: rowsOf(10_000, golden) } as const;
    const current = { kind: "numeric", values: rowsOf(2000, (row) => silver(row) ** 1.1) } as const;
    const told = toldOf(compatFromRows("x", reference, current));
    near(told("evidently", "psi").value, 0.00865991014);
    near(told("evidently", "jensenshannon").value, 0.032874055043);
    near(told("evidently", "kl_div").value, 0.004232487544);
    near(told("evidently", "hellinger").value, 0.032887608464);
    near(told("evidently", "wasserstein").value, 0.083518784359);
    near(told("evidently", "ks").pValue, 0.02680156143);
    near(told("nannyml", "jensen_shannon").value, 0.03948576418);
    near(told("nannyml", "kolmogorov_smirnov").value, 0.0359);
    near(told("nannyml", "wasserstein").value, 0.024107057063);
    near(told("nannyml", "hellinger").value, 0.032887608464);
  });

  test("of levels, one of them new", () => {
    const letter = (value: number): string => "ABCDE"[Math.min(4, Math.floor(5 * value))]!;
    const reference = levelsOf(rowsOf(10_000, (row) => letter(golden(row) ** 1.5)));
    const current = levelsOf(rowsOf(2000, (row) => (row % 100 === 0 ? "NEW" : letter(silver(row) ** 1.2))));
    expect(Object.fromEntries(reference)).toEqual({ A: 3421, B: 2009, C: 1684, D: 1504, E: 1382 });
    expect(Object.fromEntries(current)).toEqual({ A: 519, B: 404, C: 370, D: 352, E: 335, NEW: 20 });
    const told = toldOf(
      compatFromRows("x", { kind: "category", levels: reference }, { kind: "category", levels: current }),
    );
    near(told("evidently", "psi").value, 0.079641828006);
    near(told("evidently", "jensenshannon").value, 0.087814292219);
    near(told("evidently", "hellinger").value, 0.096181926187);
    near(told("evidently", "kl_div").value, 0.026831977332);
    expect(told("evidently", "chisquare").pValue).toBe(0);
    near(told("nannyml", "jensen_shannon").value, 0.105475714195);
    near(told("nannyml", "chi2").value, 154.388435805062);
    near(told("nannyml", "chi2").pValue, 1.55285e-31, 1e-35);
    near(told("nannyml", "l_infinity").value, 0.0826);
    near(told("nannyml", "hellinger").value, 0.096181926187);
  });
});

describe("small vectors", () => {
  test("Wasserstein and energy distance as each tool scales them (TV-5)", () => {
    const told = toldOf(
      compatFromRows("x", { kind: "numeric", values: [1, 2, 3, 4, 5] }, { kind: "numeric", values: [2, 2, 4, 8] }),
    );
    near(told("frouros", "emd").value, 1.2);
    near(told("evidently", "wasserstein").value, 0.848528137424);
    near(told("deepchecks", "earth_movers_distance").value, 0.171428571429);
    near(told("evidently", "ed").value, Math.SQRT1_2);
    near(told("frouros", "ks").value, 0.25);
  });

  test("a constant reference: Evidently scales by .001, ours does not scale (TV-5)", () => {
    const told = toldOf(
      compatFromRows("x", { kind: "numeric", values: [5, 5, 5] }, { kind: "numeric", values: [5.001, 5.001] }),
    );
    near(told("evidently", "wasserstein").value, 1);
  });

  test("an empty reference bin (TV-2), in levels", () => {
    const reference = new Map(Object.entries({ a: 400, b: 300, c: 200, d: 100 }));
    const current = new Map(Object.entries({ a: 350, b: 300, c: 200, d: 100, e: 50 }));
    const told = toldOf(
      compatFromRows("x", { kind: "category", levels: reference }, { kind: "category", levels: current }),
    );
    near(told("evidently", "psi").value, 0.316785513742494);
    near(told("deepchecks", "psi").value, 0.07105408612859);
    near(told("evidently", "jensenshannon").value, 0.134768806595949);
    near(told("nannyml", "jensen_shannon").value, 0.161873833607802);
    near(told("nannyml", "chi2").value, 53.333333333333);
  });
});

describe("one number of all columns (TV-12)", () => {
  test("weighted, by the third and by the fifth power, as deepchecks aggregates", () => {
    const columns = [
      { score: 0.05, importance: 0.5 },
      { score: 0.1, importance: 0.3 },
      { score: 0.4, importance: 0.2 },
    ];
    near(aggregatedScore(columns, 1), 0.135);
    near(aggregatedScore(columns, 3), 0.236109137495);
    near(aggregatedScore(columns, 5), 0.290001169257);
  });

  test("of a domain classifier", () => {
    near(domainDriftScore(0.65), 0.3);
    expect(domainDriftScore(0.48)).toBe(0);
  });

  test("of two files, from each column's own number", () => {
    const shifted = { kind: "numeric", values: rowsOf(100, (row) => row + 50) } as const;
    const still = { kind: "numeric", values: rowsOf(100, (row) => row) } as const;
    const columns = [compatFromRows("moved", still, shifted), compatFromRows("still", still, still)];
    const told = Object.fromEntries(compatOfAll(columns).map(({ name, value }) => [name, value]));
    near(told["feature_drift max"]!, 0.5);
    near(told["feature_drift weighted"]!, 0.25);
    near(told["feature_drift l3_weighted"]!, (0.5 ** 3 / 2) ** (1 / 3));
    expect(compatOfAll([{ column: "x", status: "not given", reason: "no value" }])).toEqual([]);
  });
});

describe("SageMaker's robust L-infinity (TV-8)", () => {
  const levelRows = (first: number, rows: number): string[] => rowsOf(rows, (row) => (row <= first ? "a" : "b"));

  test.each([
    [5000, 800, 0.051458042047],
    [100_000, 50_000, 0.110140993965],
  ])("of a distance of .12 at %i and %i rows", (n, m, expected) => {
    const reference: ColumnValues = levelRows(n / 2, n);
    const column = freezeTable({ rowCount: n, fields: [{ name: "x", type: "text" }], columns: [reference] })
      .columns[0]!;
    const current = countColumn(column.binning, levelRows(Math.round(m * 0.62), m));
    const found = compareColumns(
      [column],
      { x: current },
      { rule: { q: 0.05, effect: 0.1 }, methods: ["lInfinity"] },
    )[0]!;
    if (found.status !== "compared") throw new Error(found.reason);
    near(found.scores.lInfinity!.corrected, expected);
  });
});
