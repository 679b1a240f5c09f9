import { assert, double, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { canStillReach } from "#statistics";

const decayingCurve = (end: number, height: number, decay: number, rounds: number): number[] =>
  Array.from({ length: rounds }, (_, round) => end + height * decay ** (round + 1));

describe("canStillReach", () => {
  test("never gives up in the first ten rounds, nor a curve that is there already, nor without a loss to reach", () => {
    expect(canStillReach([0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6], 0.1, 200)).toBe(true);
    const flat = new Array<number>(50).fill(0.5);
    expect(canStillReach(flat, 0.5, 200)).toBe(true);
    expect(canStillReach(flat, Number.POSITIVE_INFINITY, 200)).toBe(true);
    expect(canStillReach(flat, 0.4999, 200)).toBe(false);
  });

  test("gives up a curve that rises again, if its lowest point was too high", () => {
    const overfit = [
      ...decayingCurve(0.45, 0.2, 0.6, 10),
      ...Array.from({ length: 6 }, (_, round) => 0.46 + round / 100),
    ];
    expect(canStillReach(overfit, 0.44, 200)).toBe(false);
    expect(canStillReach(overfit, 0.46, 200)).toBe(true);
  });

  test("never gives up an exponential curve that gets there in time", () => {
    assert(
      property(
        record({
          end: double({ min: 0.1, max: 0.6, noNaN: true }),
          height: double({ min: 0.05, max: 0.3, noNaN: true }),
          decay: double({ min: 0.5, max: 0.985, noNaN: true }),
          seen: integer({ min: 11, max: 150 }),
        }),
        ({ end, height, decay, seen }) => {
          const curve = decayingCurve(end, height, decay, 200);
          expect(canStillReach(curve.slice(0, seen), curve[199]! + 1e-9, 200)).toBe(true);
        },
      ),
    );
  });

  test("gives up when even a straight fall in the rounds that are left is not enough", () => {
    const slow = decayingCurve(0.3, 0.3, 0.999, 190);
    expect(canStillReach(slow, 0.45, 200)).toBe(false);
  });
});
