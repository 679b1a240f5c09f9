import { sortedNumbers } from "#statistics";
import { array, assert, constantFrom, double, integer, oneof, property } from "fast-check";
import { describe, expect, test } from "vitest";

const hasSameNumbers = (left: Float64Array, right: Float64Array): boolean =>
  left.length === right.length && left.every((value, place) => Object.is(value, right[place]));

describe("sortedNumbers", () => {
  const usual = double({ min: -1e3, max: 1e3, noNaN: true });
  const odd = constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1e300, -1e300);

  test.each([
    ["spread smoothly", usual],
    ["with missing, infinite and far ones among them", oneof({ arbitrary: usual, weight: 500 }, odd)],
    ["of few values", integer({ min: -3, max: 3 }).map((value) => value + 0)],
  ] as const)("is what the built-in sort gives of numbers %s", (_, number) => {
    assert(
      property(array(number, { minLength: 1500, maxLength: 3000 }), (numbers) => {
        const values = Float64Array.from(numbers);
        const before = values.slice();
        return hasSameNumbers(sortedNumbers(values), values.slice().sort()) && hasSameNumbers(values, before);
      }),
      { numRuns: 30 },
    );
  });

  test("takes numbers that are all the same, or none", () => {
    expect(sortedNumbers(new Float64Array(2000).fill(7)).every((value) => value === 7)).toBe(true);
    expect(sortedNumbers(new Float64Array(0))).toHaveLength(0);
  });
});
