import { readFileSync } from "node:fs";
import {
  compatFromCounts,
  compatFromRows,
  type CompatNumber,
  countColumn,
  freezeTable,
  type RawColumn,
  type ReferenceColumn,
} from "#monitoring";
import type { ColumnValues } from "#tabular";
import { describe, expect, test } from "vitest";
import { type CompatCase, compatCases } from "./cases.js";

type Numbers = Readonly<Record<string, Readonly<Record<string, number>>>>;

const golden = JSON.parse(readFileSync(new URL("../../golden/drift-peers.json", import.meta.url), "utf8")) as Readonly<
  Record<CompatNumber["tool"], Numbers>
>;

function levelsOf(values: readonly (number | string)[]): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  for (const value of values) levels.set(String(value), (levels.get(String(value)) ?? 0) + 1);
  return levels;
}

const rawOf = (kind: CompatCase["kind"], values: readonly (number | string)[]): RawColumn =>
  kind === "numeric" ? { kind, values: values.map(Number) } : { kind, levels: levelsOf(values) };

/** Evidently reports p-values as scores; statistics with a p-value are two numbers elsewhere. */
function named(numbers: readonly CompatNumber[], tool: CompatNumber["tool"]): Record<string, number> {
  const entries = numbers
    .filter((number) => number.tool === tool)
    .flatMap(({ name, value, pValue }): [string, number][] => {
      if (value === null) return [[name, pValue!]];
      return pValue === null
        ? [[name, value]]
        : [
            [name, value],
            [`${name} p`, pValue],
          ];
    });
  return Object.fromEntries(entries);
}

function expectNear(found: Record<string, number>, expected: Readonly<Record<string, number>>): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    const tolerance = 1e-9 * Math.max(1, Math.abs(value));
    expect(Math.abs(found[name]! - value), `${name}: ${found[name]} for ${value}`).toBeLessThan(tolerance);
  }
}

function numbersOf({ column, kind, reference, current }: CompatCase): readonly CompatNumber[] {
  const result = compatFromRows(column, rawOf(kind, reference), rawOf(kind, current));
  if (result.status !== "given") throw new Error(result.reason);
  return result.numbers;
}

describe.each(["evidently", "nannyml", "frouros", "deepchecks"] as const)("%s's own numbers", (tool) => {
  test.each(compatCases.map((one) => [one.column, one] as const))("are reproduced for %s", (column, one) => {
    expectNear(named(numbersOf(one), tool), golden[tool][column]!);
  });
});

describe("from stored counts", () => {
  const columnOf = ({ kind, reference }: CompatCase): ReferenceColumn => {
    const values: ColumnValues = kind === "numeric" ? Float64Array.from(reference, Number) : reference.map(String);
    const fields = [{ name: "x", type: kind === "numeric" ? ("number" as const) : ("text" as const) }];
    return freezeTable({ rowCount: reference.length, fields, columns: [values] }).columns[0]!;
  };
  const fromCounts = (one: CompatCase): ReturnType<typeof compatFromCounts> => {
    const column = columnOf(one);
    const values = one.kind === "numeric" ? Float64Array.from(one.current, Number) : one.current.map(String);
    return compatFromCounts(column, countColumn(column.binning, values));
  };

  test.each(compatCases.filter(({ column }) => ["quarters", "levels", "two levels", "rare level"].includes(column)))(
    "the numbers are those from the rows: $column",
    (one) => {
      const result = fromCounts(one);
      if (result.status !== "given") throw new Error(result.reason);
      for (const tool of ["evidently", "nannyml", "frouros", "deepchecks"] as const) {
        expectNear(named(result.numbers, tool), named(numbersOf(one), tool));
      }
    },
  );

  test.each([
    ["plain", /raw values/],
    ["few values", /beside those of the reference/],
  ])("what cannot be told is not told: %s", (column, reason) => {
    const result = fromCounts(compatCases.find((one) => one.column === column)!);
    expect(result).toMatchObject({ status: "not given", reason: expect.stringMatching(reason) as string });
  });

  test("a column without a value gives a reason", () => {
    const empty: RawColumn = { kind: "numeric", values: [Number.NaN, Number.POSITIVE_INFINITY] };
    expect(compatFromRows("x", empty, empty)).toMatchObject({ status: "not given" });
  });
});
