import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "#kernel";
import { type ColumnBinning, countColumn, mergeCounts, type NumericBinning, numericBinning } from "#monitoring";

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

const edge = fc.oneof(
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.integer({ min: -9, max: 9 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(5e-324, -5e-324, 2.2e-308, Number.MAX_VALUE, -Number.MAX_VALUE, 1e300),
);

/** A binning with any edges, which a reference's quantiles do not give. */
function handMade(edges: readonly number[]): NumericBinning {
  const sorted = [...new Set(edges.map((value) => value + 0))].sort((left, right) => left - right);
  return { ...numericBinning(Float64Array.from(sorted)), edges: sorted, coarse: [], values: null };
}

/** The number itself, or the double next to it. */
function beside(value: number, side: number): number {
  if (value === 0) return side * 5e-324;
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0]! += BigInt(side);
  return new Float64Array(bits.buffer)[0]!;
}

function binsBySearch(edges: readonly number[], values: Float64Array): readonly number[] {
  const bins = new Array<number>(edges.length + 1).fill(0);
  for (const value of values.filter((one) => Number.isFinite(one))) {
    const bin = edges.findIndex((one) => value <= one);
    bins[bin < 0 ? edges.length : bin]! += 1;
  }
  return bins;
}

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

  test("is counted as the same numbers in short runs are at the edges, beside them, and with as many edges as the kernel holds or more", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uniqueArray(edge, { minLength: 1, maxLength: 30 }), fc.constantFrom(254, 255, 256, 257, 600)),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(-1, 0, 1), fc.option(any, { freq: 20 })), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.integer({ min: 256, max: 700 }),
        (drawnEdges, draws, rows) => {
          const binning = handMade(
            typeof drawnEdges === "number"
              ? Array.from({ length: drawnEdges }, (_, place) => Math.sqrt(place) - 3)
              : drawnEdges,
          );
          const { edges } = binning;
          const drawn = draws.map(([place, side, other]) => other ?? beside(edges[place % edges.length]!, side));
          const values = Float64Array.from({ length: rows }, (_, row) => drawn[row % drawn.length]!);
          const counted = countColumn(binning, values);
          expect(counted).toEqual(countedInSmallRuns(binning, values, 100));
          expect(counted.bins).toEqual(binsBySearch(edges, values));
        },
      ),
      { numRuns: 400 },
    );
  });

  test("without rows is nothing", () => {
    const counted = countColumn(numericBinning(Float64Array.of(1, 2, 3)), new Float64Array(0));
    expect(counted).toMatchObject({ rows: 0, nulls: 0, zeros: 0, bins: [0, 0, 0], min: null, max: null });
  });
});
