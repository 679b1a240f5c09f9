import { createRandom } from "#kernel";
import type { FeatureMatrix } from "#tabular";
import { fitLogisticRegression, logisticProbabilities } from "#src/training/logistic-regression.js";
import { assert, double, property } from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

interface Golden {
  readonly names: string[];
  readonly categorical: number[];
  readonly columns: (number | null)[][];
  readonly labels: number[];
  readonly weights: number[];
  readonly fits: {
    readonly C: number;
    readonly weighted: boolean;
    readonly coefficients: number[];
    readonly intercept: number;
    readonly probabilities: number[];
  }[];
  readonly separable: { readonly coefficient: number; readonly intercept: number };
}

// Made by scikit-learn 1.7.2; the command is in the file's own provenance.
const golden = JSON.parse(
  readFileSync(new URL("../golden/logistic-regression.json", import.meta.url), "utf8"),
) as Golden;

function matrixOf(columns: Record<string, readonly (number | null)[]>, categorical: number[] = []): FeatureMatrix {
  const values = Object.values(columns).map((column) => Float64Array.from(column, (value) => value ?? Number.NaN));
  return { rowCount: values[0]!.length, names: Object.keys(columns), categorical, columns: values };
}

const goldenMatrix = matrixOf(
  Object.fromEntries(golden.names.map((name, at) => [name, golden.columns[at]!])),
  golden.categorical,
);
const goldenLabels = Uint8Array.from(golden.labels);

describe("reference logistic regression", () => {
  test.each(golden.fits)("agrees with scikit-learn to 1e-6 at C=$C, weighted $weighted", (expected) => {
    const model = fitLogisticRegression(
      {
        matrix: goldenMatrix,
        labels: goldenLabels,
        ...(expected.weighted ? { weights: Float64Array.from(golden.weights) } : {}),
      },
      { inverseRidge: expected.C },
    );
    const coefficients = [...model.terms.map((term) => term.coefficient), model.intercept];
    for (const [at, value] of [...expected.coefficients, expected.intercept].entries()) {
      expect(Math.abs(coefficients[at]! - value)).toBeLessThan(1e-6);
    }
    const probabilities = logisticProbabilities(model, goldenMatrix);
    for (const [row, value] of expected.probabilities.entries()) {
      expect(Math.abs(probabilities[row]! - value)).toBeLessThan(1e-6);
    }
  });

  test("stays finite and agrees with scikit-learn when the classes are separable", () => {
    const x = Array.from({ length: 20 }, (_, row) => row);
    const model = fitLogisticRegression({
      matrix: matrixOf({ x }),
      labels: Uint8Array.from(x, (v) => Number(v >= 10)),
    });
    expect(model.terms[0]!.coefficient).toBeCloseTo(golden.separable.coefficient, 6);
    expect(model.intercept).toBeCloseTo(golden.separable.intercept, 6);
  });

  test("gives the same probabilities after a trip through JSON", () => {
    const model = fitLogisticRegression({ matrix: goldenMatrix, labels: goldenLabels });
    const again = JSON.parse(JSON.stringify(model)) as typeof model;
    expect(logisticProbabilities(again, goldenMatrix)).toEqual(logisticProbabilities(model, goldenMatrix));
  });

  test("does not care about shift and scale of its inputs", () => {
    assert(
      property(
        double({ min: 1e-3, max: 1e3, noNaN: true }),
        double({ min: -1e3, max: 1e3, noNaN: true }),
        (scale, shift) => {
          const x = [1, 2, 3, 4, 5, 6, 7, 8];
          const labels = Uint8Array.from([0, 0, 1, 0, 1, 0, 1, 1]);
          const plain = matrixOf({ x });
          const moved = matrixOf({ x: x.map((value) => value * scale + shift) });
          const left = logisticProbabilities(fitLogisticRegression({ matrix: plain, labels }), plain);
          const right = logisticProbabilities(fitLogisticRegression({ matrix: moved, labels }), moved);
          for (const [row, value] of left.entries()) expect(right[row]).toBeCloseTo(value, 8);
        },
      ),
      { seed: 1, numRuns: 50 },
    );
  });

  test("counts a weight of 2 like the same row twice", () => {
    const x = [1, 2, 3, 4, 5];
    const labels = [0, 1, 0, 1, 1];
    const weighted = fitLogisticRegression({
      matrix: matrixOf({ x }),
      labels: Uint8Array.from(labels),
      weights: Float64Array.of(1, 2, 1, 1, 1),
    });
    const repeated = fitLogisticRegression({
      matrix: matrixOf({ x: [...x, 2] }),
      labels: Uint8Array.from([...labels, 1]),
    });
    expect(weighted.intercept).toBeCloseTo(repeated.intercept, 9);
    expect(weighted.terms[0]!.coefficient).toBeCloseTo(repeated.terms[0]!.coefficient, 9);
  });

  test("recovers the truth from many rows", () => {
    const random = createRandom("logistic truth");
    const x = Array.from({ length: 20_000 }, () => random.normal());
    const labels = Uint8Array.from(x, (value) => Number(random.uniform() < 1 / (1 + Math.exp(1 - 2 * value))));
    const model = fitLogisticRegression({ matrix: matrixOf({ x }), labels });
    expect(model.terms[0]!.coefficient / (model.terms[0] as { scale: number }).scale).toBeCloseTo(2, 0);
    expect(Math.abs(model.intercept + 1)).toBeLessThan(0.1);
  });

  test("settles in a few steps on data of any size, weak or strong", () => {
    const random = createRandom("sizes");
    for (const [count, strength] of [
      [30, 5],
      [300, 0],
      [3000, 1],
      [30_000, 3],
    ] as const) {
      const columns = Array.from({ length: 6 }, () => Array.from({ length: count }, () => random.normal()));
      const labels = Uint8Array.from({ length: count }, (_, row) =>
        Number(random.uniform() < 1 / (1 + Math.exp(1 - strength * (columns[0]![row]! - columns[1]![row]!)))),
      );
      const matrix = matrixOf(Object.fromEntries(columns.map((column, at) => [`x${at}`, column])));
      expect(fitLogisticRegression({ matrix, labels }).iterations).toBeLessThanOrEqual(12);
    }
  });

  test("keeps twenty indicators of a column with two thousand levels, and scores unseen and missing levels", () => {
    const random = createRandom("levels");
    const codes = Array.from({ length: 4000 }, (_, row) => (row % 2 === 0 ? row % 40 : random.integer(2000)));
    const labels = Uint8Array.from(codes, (code) => Number(code % 4 === 0));
    const model = fitLogisticRegression({ matrix: matrixOf({ city: codes }, [0]), labels });
    expect(model.terms).toHaveLength(20);
    const [unseen, missing] = logisticProbabilities(model, matrixOf({ city: [99_999, null] }, [0]));
    expect(unseen).toBe(missing);
    expect(unseen).toBeGreaterThan(0);
    expect(unseen).toBeLessThan(1);
  });

  test("leaves out columns that never vary or hold nothing", () => {
    const model = fitLogisticRegression({
      matrix: matrixOf({ constant: [7, 7, 7, 7], nothing: [null, null, null, null], x: [1, 2, 3, 4] }),
      labels: Uint8Array.of(0, 1, 0, 1),
    });
    expect(model.terms.map(({ column }) => column)).toEqual([2]);
  });

  test("refuses one class, infinite inputs, wrong lengths and another matrix", () => {
    const matrix = matrixOf({ x: [1, 2] });
    expect(() => fitLogisticRegression({ matrix, labels: Uint8Array.of(1, 1) })).toThrow(
      expect.objectContaining({ code: "training/one-class" }),
    );
    expect(() => fitLogisticRegression({ matrix, labels: Uint8Array.of(1) })).toThrow(
      expect.objectContaining({ code: "training/length-mismatch" }),
    );
    const infinite = matrixOf({ x: [1, Number.POSITIVE_INFINITY] });
    expect(() => fitLogisticRegression({ matrix: infinite, labels: Uint8Array.of(0, 1) })).toThrow(
      expect.objectContaining({ code: "training/not-finite" }),
    );
    const model = fitLogisticRegression({ matrix, labels: Uint8Array.of(0, 1) });
    expect(() => logisticProbabilities(model, matrixOf({ y: [1] }))).toThrow(
      expect.objectContaining({ code: "training/matrix-mismatch" }),
    );
  });
});
