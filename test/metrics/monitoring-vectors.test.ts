import { applyIsotonic, brier, ece, fitIsotonic, logLoss, prAuc, rocAuc } from "#metrics";
import { describe, expect, test } from "vitest";

// scikit-learn 1.3 and 1.7 on the same rows; agreed to 1e-9.
const near = (values: ArrayLike<number>, expected: readonly number[]): void => {
  expect(values).toHaveLength(expected.length);
  for (const [place, value] of expected.entries()) expect(Math.abs(values[place]! - value)).toBeLessThan(1e-9);
};

describe("calibration (TV-10)", () => {
  const scores = Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8);
  const labels = Uint8Array.of(0, 1, 0, 0, 1, 0, 1, 1);
  const third = 1 / 3;

  test("isotonic, with lines between the corners", () => {
    const fitted = fitIsotonic(labels, scores);
    near(applyIsotonic(fitted, scores), [0, third, third, third, 0.5, 0.5, 1, 1]);
    near(applyIsotonic(fitted, Float64Array.of(0.05, 0.45, 0.65, 0.95)), [0, 0.416666666667, 0.75, 1]);
  });

  test("isotonic under weights", () => {
    const fitted = fitIsotonic(labels, scores, Float64Array.of(1, 1, 1, 2, 2, 2, 3, 3));
    near(applyIsotonic(fitted, scores), [0, 0.25, 0.25, 0.25, 0.5, 0.5, 1, 1]);
  });

  test("expected calibration error over four bins of as many rows", () => {
    const probabilities = Float64Array.from({ length: 20 }, (_, row) => 0.05 + (0.9 * row) / 19);
    const outcomes = Uint8Array.from("00010010011011011111", Number);
    near([ece(outcomes, probabilities, 4)], [0.059210526316]);
  });
});

describe("metrics with ties (TV-10)", () => {
  const labels = Uint8Array.of(1, 0, 1, 1, 0, 0, 1, 0);
  const scores = Float64Array.of(0.9, 0.9, 0.8, 0.7, 0.7, 0.4, 0.4, 0.1);

  test("AUC, average precision, log loss and Brier score", () => {
    near(
      [rocAuc(labels, scores), prAuc(labels, scores), logLoss(labels, scores), brier(labels, scores)],
      [0.65625, 0.584523809524, 0.715526722441, 0.24625],
    );
  });
});
