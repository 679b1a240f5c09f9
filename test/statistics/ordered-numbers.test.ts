import { type OrderedNumbers, orderedNumbers, quantileOfOrdered, quantileOfSorted, quantilePlaces } from "#statistics";
import { array, assert, constantFrom, double, integer, oneof, property } from "fast-check";
import { describe, expect, test } from "vitest";

const shares = [0, 0.001, 0.1, 0.25, 0.5, 0.77, 0.999, 1];

const placesOf = (length: number): number[] => shares.flatMap((share) => quantilePlaces(length, share));

function rowsUpTo(values: Float64Array, edge: number): number {
  return values.filter((value) => value <= edge).length;
}

function expectInOrder(ordered: OrderedNumbers, values: Float64Array): void {
  const sorted = values.slice().sort();
  expect(ordered.length).toBe(values.length);
  for (const place of [0, values.length - 1, ...placesOf(values.length)]) {
    expect(ordered.at(place) + 0).toBe(sorted[place]! + 0);
    for (const edge of [sorted[place]!, (sorted[place]! + sorted[Math.max(0, place - 1)]!) / 2]) {
      expect(ordered.rowsUpTo(edge)).toBe(rowsUpTo(values, edge));
    }
  }
  for (const share of shares) expect(quantileOfOrdered(ordered, share) + 0).toBe(quantileOfSorted(sorted, share) + 0);
}

describe("orderedNumbers", () => {
  const usual = double({ min: -1e3, max: 1e3, noNaN: true });
  const far = constantFrom(0, -0, 1e300, -1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324);

  test.each([
    ["spread smoothly", usual],
    ["with far ones among them", oneof({ arbitrary: usual, weight: 50 }, far)],
    ["with ties", oneof(usual, integer({ min: -5, max: 5 }))],
    ["of few values", integer({ min: -3, max: 3 }).map((value) => value / 7)],
  ] as const)("has at the places that were asked for what sorting puts there, of numbers %s", (_, number) => {
    assert(
      property(array(number, { minLength: 40, maxLength: 400 }), integer({ min: 8192, max: 9000 }), (some, length) => {
        const values = Float64Array.from(
          { length },
          (_unused, row) => some[(row * 7919) % some.length]! * (1 + (row % 13) / 64),
        );
        const finite = values.filter((value) => Number.isFinite(value));
        expectInOrder(orderedNumbers(finite, placesOf(finite.length)), finite);
      }),
      { numRuns: 25 },
    );
  });

  test("counts also up to an edge that lies between no neighbours that were asked for", () => {
    const values = Float64Array.from({ length: 20_000 }, (_, row) => Math.sin(row));
    const ordered = orderedNumbers(values, placesOf(values.length));
    for (const edge of [-2, -1, -0.321, 0, 0.4321, 0.99999, 1, 2]) {
      expect(ordered.rowsUpTo(edge)).toBe(rowsUpTo(values, edge));
    }
  });

  test("takes few numbers, and one", () => {
    expectInOrder(orderedNumbers(Float64Array.of(3), [0]), Float64Array.of(3));
    const few = Float64Array.of(3, -1, 2, 2, 5);
    expectInOrder(orderedNumbers(few, placesOf(5)), few);
  });
});
