import { createRandom } from "#kernel";
import {
  binCount,
  coarseCounts,
  countColumn,
  createProfileCollector,
  deviationOf,
  freezeTable,
  mergeCounts,
  mergeProfiles,
  meanOf,
  numericBinning,
  type WindowProfile,
} from "#monitoring";
import { mean, standardDeviation } from "#statistics";
import type { ColumnBatch } from "#tabular";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const day = 86_400_000;
const windowOf = (at: number): { start: number; end: number } => {
  const start = Math.floor(at / day) * day;
  return { start, end: start + day };
};

/** Rows of an inference log over some days. */
function logRows(rows: number, seed: string): ColumnBatch {
  const random = createRandom(seed);
  const numbers = Float64Array.from({ length: rows }, () => {
    const draw = random.uniform();
    if (draw < 0.05) return Number.NaN;
    if (draw < 0.06) return Number.POSITIVE_INFINITY;
    return Math.round(random.normal() * 1e6) / 1e4;
  });
  const levels = Array.from({ length: rows }, () => (random.uniform() < 0.1 ? null : `level ${random.integer(12)}`));
  return {
    rowCount: rows,
    fields: [
      { name: "predicted_at", type: "timestamp" },
      { name: "model_version", type: "number" },
      { name: "amount", type: "number" },
      { name: "plan", type: "text" },
    ],
    columns: [
      Float64Array.from({ length: rows }, () => Math.floor(random.uniform() * 3 * day)),
      new Float64Array(rows).fill(1),
      numbers,
      levels,
    ],
  };
}

function part(batch: ColumnBatch, rows: readonly number[]): ColumnBatch {
  return {
    rowCount: rows.length,
    fields: batch.fields,
    columns: batch.columns.map((column) =>
      column instanceof Float64Array ? Float64Array.from(rows, (row) => column[row]!) : rows.map((row) => column[row]!),
    ),
  };
}

const reference = freezeTable(
  part(
    { ...logRows(2000, "reference") },
    Array.from({ length: 2000 }, (_, row) => row),
  ),
);
const usable = { ...reference, columns: reference.columns.filter(({ name }) => name === "amount" || name === "plan") };

function profiled(batches: readonly ColumnBatch[]): WindowProfile[] {
  const collector = createProfileCollector(usable, { modelVersion: 1, windowOf, slices: ["plan"] });
  for (const batch of batches) collector.add(batch);
  return collector.profiles();
}

describe("numericBinning", () => {
  test("joins an empty reference bin with its neighbour", () => {
    const values = Float64Array.of(0, 0, 0, 0, 0, 0, 1, 2, 3, 4);
    const binning = numericBinning(values);
    expect(binning.values).toEqual([0, 1, 2, 3, 4]);
    expect(countColumn(binning, values).bins).toEqual([6, 1, 1, 1, 1]);
  });

  test("has reference deciles as its coarse bins", () => {
    const fraction = (x: number): number => x - Math.floor(x);
    const values = Float64Array.from({ length: 10_000 }, (_, row) => fraction((row + 1) * 0.6180339887498949));
    const current = Float64Array.from({ length: 2000 }, (_, row) => fraction((row + 1) * 0.41421356237309515) ** 1.1);
    const binning = numericBinning(values);
    expect(coarseCounts(binning, countColumn(binning, values).bins)).toEqual(Array.from({ length: 10 }, () => 1000));
    expect(coarseCounts(binning, countColumn(binning, current).bins)).toEqual([
      247, 216, 207, 200, 196, 192, 189, 186, 185, 182,
    ]);
    expect(binCount(binning)).toBe(102);
  });

  test("puts every value into the bin whose lower edge it exceeds", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
          minLength: 1,
          maxLength: 300,
        }),
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 50 }),
        (values, current) => {
          const binning = numericBinning(Float64Array.from(values));
          const expected = Array.from({ length: binCount(binning) }, () => 0);
          for (const value of current) expected[binning.edges.filter((edge) => edge < value).length]! += 1;
          expect(countColumn(binning, Float64Array.from(current)).bins).toEqual(expected);
        },
      ),
    );
  });
});

describe("counts of a column", () => {
  test("keep nulls and both infinities apart, and find mean and deviation of the rest", () => {
    const values = Float64Array.of(1, 2, 3, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 10, 0);
    const binning = numericBinning(values);
    const counts = countColumn(binning, values);
    expect(counts).toMatchObject({
      rows: 8,
      nulls: 1,
      positiveInfinite: 1,
      negativeInfinite: 1,
      zeros: 1,
      min: 0,
      max: 10,
    });
    expect(meanOf(binning, counts)).toBeCloseTo(mean([1, 2, 3, 10, 0]), 8);
    expect(deviationOf(binning, counts)).toBeCloseTo(standardDeviation([1, 2, 3, 10, 0], 0), 4);
  });

  test("stay exact for values of any size", () => {
    const binning = numericBinning(Float64Array.of(1, 2, 3));
    const parts = [Float64Array.of(1e300, 1, -1e300), Float64Array.of(2, 1e6)].map((values) =>
      countColumn(binning, values),
    );
    expect(meanOf(binning, mergeCounts(parts[0]!, parts[1]!)) * 5).toBeCloseTo(1_000_003, 6);
  });
});

describe("profiles of windows and slices", () => {
  const rows = logRows(3000, "current");
  const whole = profiled([rows]);

  test("have one part for all rows and one per level in each window", () => {
    expect(new Set(whole.map(({ windowStart }) => windowStart))).toEqual(new Set([0, day, 2 * day]));
    const first = whole.filter(({ windowStart }) => windowStart === 0);
    const inSlices = first.filter(({ slice }) => slice !== null).reduce((sum, { rowCount }) => sum + rowCount, 0);
    const all = first.find(({ slice }) => slice === null)!;
    expect(inSlices + all.columns["plan"]!.nulls).toBe(all.rowCount);
  });

  test("are byte-identical however the rows are cut into batches", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 8 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), 3000];
        const batches = at.slice(1).map((end, place) =>
          part(
            rows,
            Array.from({ length: end - at[place]! }, (_, row) => at[place]! + row),
          ),
        );
        expect(JSON.stringify(profiled(batches))).toBe(JSON.stringify(whole));
      }),
      { numRuns: 15 },
    );
  });

  test("are byte-identical when ten shards are merged in any order", () => {
    const shards = Array.from({ length: 10 }, (_, shard) =>
      profiled([
        part(
          rows,
          Array.from({ length: 300 }, (_row, row) => row * 10 + shard),
        ),
      ]),
    );
    const keyOf = (profile: WindowProfile): string => JSON.stringify([profile.windowStart, profile.slice]);
    const merged = (order: readonly number[]): string => {
      const byKey = new Map<string, WindowProfile>();
      for (const shard of order) {
        for (const profile of shards[shard]!) {
          const known = byKey.get(keyOf(profile));
          byKey.set(keyOf(profile), known === undefined ? profile : mergeProfiles(known, profile));
        }
      }
      return JSON.stringify(
        [...byKey.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, profile]) => profile),
      );
    };
    const expected = JSON.stringify(whole.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)));
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 }), (order) => {
        expect(merged(order)).toBe(expected);
      }),
      { numRuns: 10 },
    );
  });

  test("need at most 20 KB per feature and window", () => {
    for (const { columns } of whole) {
      for (const counts of Object.values(columns)) expect(JSON.stringify(counts).length).toBeLessThan(20_000);
    }
  });
});
