import { expect } from "vitest";

/** A number is as expected, to 1e-9 unless said otherwise. */
export const near = (value: number, expected: number, tolerance = 1e-9): void => {
  expect(Math.abs(value - expected)).toBeLessThan(tolerance);
};
