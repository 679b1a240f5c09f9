import { assignSplits, type SplitAssignment, type SplitCandidate } from "#features";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = { testShare: 0.2, seed: 42 };

function population(count: number, positiveEvery: number, prefix = "c"): readonly SplitCandidate[] {
  return Array.from({ length: count }, (_, index) => ({
    entity: `${prefix}${index}`,
    isPositive: index % positiveEvery === 0,
  }));
}

const populations = fc
  .uniqueArray(fc.record({ entity: fc.string({ maxLength: 6 }), isPositive: fc.boolean() }), {
    selector: ({ entity }) => entity,
    maxLength: 60,
  })
  .map((candidates): readonly SplitCandidate[] => candidates);

const testCount = (assignments: readonly SplitAssignment[], isPositive: boolean): number =>
  assignments.filter((assignment) => assignment.split === "test" && assignment.isPositive === isPositive).length;

const sidesOf = (assignments: readonly SplitAssignment[]): ReadonlyMap<string, string> =>
  new Map(assignments.map(({ entity, split }) => [entity, split]));

describe("assignSplits", () => {
  test("puts the rounded share of each class into the test", () => {
    const assigned = assignSplits([], population(1003, 4), options);

    expect([testCount(assigned, true), testCount(assigned, false)]).toEqual([
      Math.round(251 * 0.2),
      Math.round(752 * 0.2),
    ]);
  });

  // Python hashlib, sha256 of "42:a" … "42:j": smallest 46f5… of f, then 4d3c… of j, then 6e1a… of c.
  test("takes those with the smallest hash of seed and entity", () => {
    const assigned = assignSplits(
      [],
      [..."abcdefghij"].map((entity) => ({ entity, isPositive: false })),
      options,
    );

    expect(assigned.filter(({ split }) => split === "test").map(({ entity }) => entity)).toEqual(["f", "j"]);
  });

  test("assigns each newcomer once, to the same side in whatever order they come", () => {
    fc.assert(
      fc.property(
        populations,
        fc.integer(),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (all, seed, testShare) => {
          const assigned = assignSplits([], all, { seed, testShare });
          expect(assigned.map(({ entity }) => entity).toSorted()).toEqual(all.map(({ entity }) => entity).toSorted());
          expect(sidesOf(assignSplits([], all.toReversed(), { seed, testShare }))).toEqual(sidesOf(assigned));
          for (const isPositive of [true, false]) {
            const size = all.filter((candidate) => candidate.isPositive === isPositive).length;
            expect(testCount(assigned, isPositive)).toBe(Math.round(size * testShare));
          }
        },
      ),
    );
  });

  test("never moves anybody when entities come later or labels change, and comes back to the share", () => {
    fc.assert(
      fc.property(populations, fc.nat(60), (all, cut) => {
        const first = assignSplits([], all.slice(0, cut), options);
        const relabelled = all.map((candidate) => ({ ...candidate, isPositive: !candidate.isPositive }));
        const added = assignSplits(first, [...relabelled.slice(0, cut), ...all.slice(cut)], options);
        const known = sidesOf(first);
        expect(added.filter(({ entity }) => known.has(entity))).toEqual([]);
        expect(known.size + added.length).toBe(all.length);
        const whole = [...first, ...added];
        for (const isPositive of [true, false]) {
          const size = whole.filter((assignment) => assignment.isPositive === isPositive).length;
          expect(Math.abs(testCount(whole, isPositive) - size * 0.2)).toBeLessThanOrEqual(0.5 + 1e-9);
        }
      }),
    );
  });

  test("gives another split for another seed", () => {
    const all = population(200, 3);

    expect(sidesOf(assignSplits([], all, { ...options, seed: 43 }))).not.toEqual(
      sidesOf(assignSplits([], all, options)),
    );
  });

  test("adds nothing when everybody is assigned already", () => {
    const all = population(50, 3);

    expect(assignSplits(assignSplits([], all, options), all, options)).toEqual([]);
  });
});
