import { normalCdf } from "#statistics";
import { logMass, mass, truncatedQuantile } from "#src/tuning/samplers/tpe/truncated-normal.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("logMass", () => {
  it("keeps its digits far out in both tails", () => {
    // mpmath 1.4.1, 50 digits: log(ncdf(b) - ncdf(a))
    const far = -203.9171553722881;
    expect(logMass(-21, -20)).toBeCloseTo(far, 9);
    expect(logMass(20, 21)).toBeCloseTo(far, 9);
    expect(logMass(-1, 2)).toBeCloseTo(Math.log(0.8185946141203637), 12);
  });

  it("is minus infinity for an empty interval", () => {
    expect(logMass(3, 3)).toBe(Number.NEGATIVE_INFINITY);
  });

  it("agrees with the plain mass where that has digits", () => {
    const end = fc.double({ min: -8, max: 8, noNaN: true });
    fc.assert(
      fc.property(end, fc.double({ min: 0.01, max: 5, noNaN: true }), (from, width) => {
        expect(Math.abs(Math.exp(logMass(from, from + width)) / mass(from, from + width) - 1)).toBeLessThan(1e-9);
      }),
    );
  });
});

describe("truncatedQuantile", () => {
  it("is the inverse of the truncated distribution function", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        (share, from, width) => {
          const value = truncatedQuantile(share, from, from + width);
          expect(value).toBeGreaterThanOrEqual(from);
          expect(value).toBeLessThanOrEqual(from + width);
          const below = normalCdf(value) - normalCdf(from);
          const whole = normalCdf(from + width) - normalCdf(from);
          expect(Math.abs(below / whole - share)).toBeLessThan(1e-7);
        },
      ),
    );
  });
});
