import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "#kernel";
import { type ColumnBinning, countColumn, mergeCounts, numericBinning } from "#monitoring";

/** Rows one by one never reach the kernel, which begins with a few hundred. */
function countedInSmallRuns(binning: ColumnBinning, values: Float64Array, rows: number): unknown {
  const parts = Array.from({ length: Math.ceil(values.length / rows) }, (_, part) =>
    countColumn(binning, values.slice(part * rows, (part + 1) * rows)),
  );
  return parts.reduce(mergeCounts);
}

const special = fc.constantFrom(
  0,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e300,
  -Number.MAX_VALUE,
  5e-324,
);
const any = fc.oneof(
  fc.double({ noNaN: true }),
  fc.double({ min: -100, max: 100 }),
  fc.integer({ min: -3, max: 30 }),
  special,
);

describe("a long run of numbers", () => {
  test("is counted as the same numbers in short runs are, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ min: -100, max: 100, noNaN: true }), any), { minLength: 1, maxLength: 300 }),
        fc.array(any, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 256, max: 900 }),
        (reference, drawn, rows) => {
          const binning = numericBinning(Float64Array.from(reference));
          const values = Float64Array.from({ length: rows }, (_, row) => drawn[row % drawn.length]!);
          expect(countColumn(binning, values)).toEqual(countedInSmallRuns(binning, values, 100));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("is counted so also where no value is missing or large, with an even and an odd number of rows", () => {
    const random = createRandom("kernel");
    const reference = numericBinning(Float64Array.from({ length: 5000 }, () => random.normal() * 3 + 1));
    for (const rows of [256, 257, 16_384, 16_385, 50_001]) {
      const values = Float64Array.from({ length: rows }, () => random.normal() * 3 + 1.2);
      expect(countColumn(reference, values)).toEqual(countedInSmallRuns(reference, values, 200));
    }
  });

  test("puts a value that equals an edge into the bin below it", () => {
    const binning = numericBinning(Float64Array.from({ length: 4000 }, (_, row) => Math.sin(row) * 1e-6 + 1e6));
    const edges = binning.edges;
    const values = Float64Array.from({ length: 3 * edges.length }, (_, place) => edges[place % edges.length]!);
    const expected = [...edges.map(() => 3), 0];
    expect(edges.length).toBeGreaterThan(90);
    expect(countColumn(binning, values).bins).toEqual(expected);
  });
});
