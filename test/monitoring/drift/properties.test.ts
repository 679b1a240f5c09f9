import { createRandom, type Random } from "#kernel";
import { compareColumns, countColumn, freezeTable, numericBinning, type ReferenceColumn } from "#monitoring";
import { kolmogorovSmirnovTest, multinomialSample } from "#statistics";
import type { ColumnBatch, ColumnValues } from "#tabular";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const rule = { q: 0.05, effect: 0.1 };

const normals = (rows: number, random: Random, shift = 0): Float64Array =>
  Float64Array.from({ length: rows }, () => random.normal() + shift);

function table(columns: Readonly<Record<string, ColumnValues>>): ColumnBatch {
  return {
    rowCount: Object.values(columns)[0]!.length,
    fields: Object.entries(columns).map(([name, values]) => ({
      name,
      type: values instanceof Float64Array ? "number" : "text",
    })),
    columns: Object.values(columns),
  };
}

const columnOf = (values: ColumnValues): ReferenceColumn => freezeTable(table({ x: values })).columns[0]!;

const compare = (reference: ColumnValues, current: ColumnValues): ReturnType<typeof compareColumns>[number] => {
  const column = columnOf(reference);
  return compareColumns([column], { x: countColumn(column.binning, current) }, { rule })[0]!;
};

/** Largest distance of p-values from the uniform distribution. */
function distanceFromUniform(pValues: readonly number[]): number {
  const sorted = pValues.toSorted((left, right) => left - right);
  return Math.max(
    ...sorted.map((value, place) =>
      Math.max(Math.abs(value - place / sorted.length), Math.abs(value - (place + 1) / sorted.length)),
    ),
  );
}

describe("p-values without drift", () => {
  test("of χ² on reference bins are uniform", () => {
    const random = createRandom("uniform p-values");
    const draws = Array.from({ length: 1000 }, () => {
      const column = columnOf(normals(500, random));
      const current = { x: countColumn(column.binning, normals(500, random)) };
      const result = compareColumns([column], current, { rule, methods: ["chi2"] })[0]!;
      return result.status === "compared" ? result.scores.chi2!.pValue! : Number.NaN;
    });
    expect(distanceFromUniform(draws)).toBeLessThan(0.05);
  });
});

describe("p-values of Kolmogorov–Smirnov without drift", () => {
  test("are uniform on raw values", () => {
    const random = createRandom("uniform KS p-values");
    const pValues = Array.from(
      { length: 1000 },
      () => kolmogorovSmirnovTest(normals(331, random), normals(277, random)).pValue,
    );
    expect(distanceFromUniform(pValues)).toBeLessThan(0.05);
  });
});

describe("the two keys", () => {
  test.each([
    [100, 0.07, 60],
    [300, 0.01, 60],
  ])("turn in few windows of %i rows and 50 columns in which nothing changed", (rows, bound, windows) => {
    const random = createRandom(`null windows ${rows}`);
    const values = normals(10_000, random);
    const column = columnOf(values);
    const shares = Float64Array.from(column.counts.bins);
    let alarmed = 0;
    for (let window = 0; window < windows; window += 1) {
      const counts = Object.fromEntries(
        Array.from({ length: 50 }, (_, place) => [
          `x${place}`,
          { ...column.counts, rows, bins: [...multinomialSample(rows, shares, random)] },
        ]),
      );
      const columns = Object.keys(counts).map((name) => ({ ...column, name }));
      const result = compareColumns(columns, counts, { rule, methods: ["psi", "chi2"] });
      if (result.some((one) => one.status === "compared" && one.isMaterial)) alarmed += 1;
    }
    // Three standard errors above the rate that is promised.
    expect(alarmed / windows).toBeLessThanOrEqual(bound + 3 * Math.sqrt((bound * (1 - bound)) / windows));
  });

  test("still turn for a shift of half a deviation when one row is a million", () => {
    const random = createRandom("outlier");
    const reference = normals(10_000, random);
    const current = normals(10_000, random, 0.5);
    current[0] = 1e6;
    const result = compare(reference, current);
    if (result.status !== "compared") throw new Error(result.reason);
    expect(result.isMaterial).toBe(true);
    expect(result.scores.psi!.value).toBeGreaterThan(0.2);
    expect(result.scores.wasserstein!.value).toBeGreaterThan(0.4);
    expect(result.scores.wasserstein!.value).toBeLessThan(0.6);
  });
});

describe("distances", () => {
  const counts = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 4, maxLength: 4 });

  test("are zero on identical counts, the same both ways round, and js is at most 1", () => {
    fc.assert(
      fc.property(counts, counts, (left, right) => {
        fc.pre(left.some((rows) => rows > 0) && right.some((rows) => rows > 0));
        const values = (rows: readonly number[]): Float64Array =>
          Float64Array.from(rows.flatMap((count, value) => Array.from({ length: count }, () => value)));
        const binning = { ...numericBinning(Float64Array.of(0, 1, 2, 3)), sumScale: 20, squareScale: 10 };
        const column = (rows: readonly number[]): ReferenceColumn => ({
          name: "x",
          role: "feature",
          binning,
          counts: countColumn(binning, values(rows)),
        });
        const scores = (from: readonly number[], to: readonly number[]): Record<string, number> => {
          const result = compareColumns([column(from)], { x: column(to).counts }, { rule })[0]!;
          if (result.status !== "compared") throw new Error(result.reason);
          return Object.fromEntries(Object.values(result.scores).map(({ method, value }) => [method, value]));
        };
        const there = scores(left, right);
        const back = scores(right, left);
        for (const method of ["psi", "js", "hellinger", "tvd", "ks", "lInfinity"]) {
          expect(there[method]).toBeCloseTo(back[method]!, 10);
          expect(scores(left, left)[method]).toBeCloseTo(0, 10);
        }
        expect(there["js"]).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a bad column", () => {
  const good = Float64Array.from({ length: 300 }, (_, row) => Math.sin(row));
  const full = (value: number, rows = 300): Float64Array => new Float64Array(rows).fill(value);

  test.each([
    ["all null now", good, full(Number.NaN), "failed"],
    ["all null at training", full(Number.NaN), good, "failed"],
    ["only infinite now", good, full(Number.POSITIVE_INFINITY), "failed"],
    ["constant on both sides", full(5), full(5.001), "compared"],
    ["one row", good, full(0.3, 1), "compared"],
    [
      "infinite here and there",
      good,
      Float64Array.of(Number.NEGATIVE_INFINITY, 1, 0.5, Number.POSITIVE_INFINITY),
      "compared",
    ],
  ] as const)("that is %s gives a verdict", (_, reference, current, status) => {
    expect(compare(reference, current).status).toBe(status);
  });

  test("of nothing but unseen levels gives a verdict", () => {
    const levels = (name: string): string[] => Array.from({ length: 200 }, (_, row) => `${name}${row % 3}`);
    expect(compare(levels("a"), levels("b")).status).toBe("compared");
  });

  test("that was constant is not scaled by a deviation of zero, and the share beside the constant is what moves", () => {
    const result = compare(full(5), full(5.001));
    if (result.status !== "compared") throw new Error(result.reason);
    expect(result.scores.wasserstein).toBeUndefined();
    expect(result.scores.tvd!.value).toBe(1);
    expect(result.isMaterial).toBe(true);
  });
});
