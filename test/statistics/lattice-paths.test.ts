import { leavingChance } from "#src/statistics/hypothesis/lattice-paths.js";
import { assert, double, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { near } from "./near.js";

/** Paths counted one by one as whole numbers, from the definition. */
function countedChance(n: number, m: number, distance: number): number {
  const isInside = (i: number, j: number): boolean => Math.abs(i * m - j * n) < distance;
  const paths = (isCounted: (i: number, j: number) => boolean): bigint => {
    const row = Array.from({ length: m + 1 }, () => 0n);
    for (let i = 0; i <= n; i += 1) {
      for (let j = 0; j <= m; j += 1) {
        const here = i + j === 0 ? 1n : row[j]! + (j === 0 ? 0n : row[j - 1]!);
        row[j] = isCounted(i, j) ? here : 0n;
      }
    }
    return row[m]!;
  };
  const all = paths(() => true);
  const leaving = all - paths(isInside);
  return Number((leaving * 10n ** 40n) / all) / 1e40;
}

describe("leavingChance", () => {
  test("is what counting whole paths gives, for every distance of two small samples", () => {
    for (const [n, m] of [
      [1, 1],
      [7, 3],
      [3, 7],
      [12, 12],
      [13, 10],
    ] as const) {
      for (let distance = 0; distance <= n * m; distance += 1) {
        near(leavingChance(n, m, distance), distance === 0 ? 1 : countedChance(n, m, distance), 1e-12);
      }
    }
  });

  test("keeps twelve digits however small it is, over more than one segment", () => {
    const sizes = record({
      n: integer({ min: 1, max: 200 }),
      m: integer({ min: 1, max: 70 }),
      share: double({ min: 0.01, max: 0.4, noNaN: true }),
    });
    assert(
      property(sizes, ({ n, m, share }) => {
        const distance = Math.max(1, Math.round(share * n * m));
        const counted = countedChance(n, m, distance);
        return Math.abs(leavingChance(n, m, distance) - counted) <= 1e-12 * counted + 1e-30;
      }),
      { numRuns: 60 },
    );
  });

  test("does not depend on which sample comes first", () => {
    expect(leavingChance(5634, 100, 60_000)).toBe(leavingChance(100, 5634, 60_000));
  });

  // The former recursion over conditional chances, which SciPy agreed with: n, m, n·m times the distance, chance.
  test.each([
    [33_000, 300, 1_000_000, 0.004290244431785318],
    [3000, 3000, 1_800_000, 6.941268144331897e-53],
  ])("is not drowned by rounding with %i and %i rows", (n, m, distance, chance) => {
    near(leavingChance(n, m, distance) / chance, 1, 1e-12);
  });
});
