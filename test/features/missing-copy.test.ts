import { stackRows, withMissing } from "#features";
import { createRandom } from "#kernel";
import type { ColumnBatch } from "#tabular";
import { describe, expect, test } from "vitest";

const batch: ColumnBatch = {
  rowCount: 3,
  fields: [
    { name: "n", type: "number" },
    { name: "t", type: "text" },
  ],
  columns: [Float64Array.of(1, Number.NaN, 3), ["a", null, "c"]],
};

describe("withMissing", () => {
  test("changes nothing at share 0 and takes everything at share 1", () => {
    expect(withMissing(batch, 0, createRandom(1))).toEqual(batch);
    expect(withMissing(batch, 1, createRandom(1)).columns).toEqual([
      new Float64Array(3).fill(Number.NaN),
      [null, null, null],
    ]);
  });

  test("takes the share of values, to within five standard errors, and leaves the others and the original as they are", () => {
    const rowCount = 20_000;
    const numbers = Float64Array.from({ length: rowCount }, (_, row) => row);
    const texts = Array.from(numbers, String);
    const original: ColumnBatch = { rowCount, fields: batch.fields, columns: [numbers, texts] };
    const [n, t] = withMissing(original, 0.1, createRandom(2)).columns as [Float64Array, (string | null)[]];

    const margin = 5 * Math.sqrt(rowCount * 0.1 * 0.9);
    expect(Math.abs(n.filter((value) => Number.isNaN(value)).length - 0.1 * rowCount)).toBeLessThan(margin);
    expect(Math.abs(t.filter((value) => value === null).length - 0.1 * rowCount)).toBeLessThan(margin);
    expect(n.every((value, row) => Number.isNaN(value) || value === row)).toBe(true);
    expect(t.every((value, row) => value === null || value === String(row))).toBe(true);
    expect(numbers.every((value, row) => value === row)).toBe(true);
  });

  test("repeats itself for the same seed", () => {
    expect(withMissing(batch, 0.5, createRandom(3))).toEqual(withMissing(batch, 0.5, createRandom(3)));
  });
});

describe("stackRows", () => {
  test("puts the rows of the second batch behind those of the first", () => {
    expect(stackRows(batch, { ...batch, rowCount: 1, columns: [Float64Array.of(9), ["z"]] })).toEqual({
      rowCount: 4,
      fields: batch.fields,
      columns: [Float64Array.of(1, Number.NaN, 3, 9), ["a", null, "c", "z"]],
    });
  });
});
