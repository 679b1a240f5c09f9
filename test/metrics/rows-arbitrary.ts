import * as fc from "fast-check";

/** Labels with scores of few or many distinct values. */
export interface ArbitraryRows {
  readonly labels: Uint8Array;
  readonly scores: Float64Array;
}

const score = fc.oneof(
  fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

/** 2 to 40 rows, at least one of each label. */
export const arbitraryRows: fc.Arbitrary<ArbitraryRows> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 1 }), score), { minLength: 2, maxLength: 40 })
  .filter((rows) => new Set(rows.map(([label]) => label)).size === 2)
  .map((rows) => ({
    labels: Uint8Array.from(rows, ([label]) => label),
    scores: Float64Array.from(rows, ([, value]) => value),
  }));
