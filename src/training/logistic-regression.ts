import { externalFailure, invalidInput } from "#kernel";
import type { FeatureMatrix } from "#tabular";
import { designValues, type DesignColumn, fitDesign } from "./logistic/design.js";
import { logistic, margins, solveRidge } from "./logistic/ridge-newton.js";
import type { TrainingData } from "./ports.js";

/** One input of a {@link LogisticRegression} with its coefficient. */
export type LogisticTerm = DesignColumn & {
  /** Change of the log odds per standard deviation of the input. */
  readonly coefficient: number;
};

/** A fitted logistic regression, as plain JSON. */
export interface LogisticRegression {
  /** Names of the matrix columns it was fitted on, in their order. */
  readonly names: readonly string[];
  readonly intercept: number;
  readonly terms: readonly LogisticTerm[];
  /** C: inverse weight of the ridge. */
  readonly inverseRidge: number;
  readonly trainedRows: number;
  readonly iterations: number;
}

/** How a {@link LogisticRegression} is fitted. */
export interface LogisticOptions {
  /** C, above 0: the penalty is |coefficients|² / (2C), the intercept is free; default 1. */
  readonly inverseRidge?: number;
}

type LabelledMatrix = Pick<TrainingData, "matrix" | "labels" | "weights">;

function requireTwoClasses({ matrix, labels, weights }: LabelledMatrix): void {
  if (labels.length !== matrix.rowCount || (weights !== undefined && weights.length !== matrix.rowCount)) {
    throw invalidInput(
      "training/length-mismatch",
      `the matrix has ${matrix.rowCount} rows but there are ${labels.length} labels and ${weights?.length ?? labels.length} weights`,
    );
  }
  if (labels.includes(0) && labels.includes(1)) return;
  throw invalidInput(
    "training/one-class",
    `all ${labels.length} training rows have the same label; a model needs rows of both classes`,
  );
}

/**
 * The reference model that gates compare with: logistic regression with a fixed ridge, by iteratively reweighted least
 * squares. Numbers are standardised, a missing one counts as the training mean. Of a categorical column the 20 most frequent
 * levels get an indicator each, standardised as well; rarer, unseen and missing levels have all indicators 0, so that a column
 * of thousands of levels costs no more than twenty. Columns that never vary get no coefficient.
 * @param data rows to fit on, with weights if they do not count alike
 * @param options the ridge
 * @throws InvalidInput `training/one-class`, `training/length-mismatch`, `training/not-finite`; ExternalFailure
 * `training/not-converged`
 */
export function fitLogisticRegression(data: LabelledMatrix, options: LogisticOptions = {}): LogisticRegression {
  requireTwoClasses(data);
  const { matrix, labels } = data;
  const { inverseRidge = 1 } = options;
  const design = fitDesign(matrix, data.weights);
  const { coefficients, iterations, hasConverged } = solveRidge({
    inputs: design.map((column) => designValues(column, matrix)),
    labels,
    weights: data.weights ?? new Float64Array(matrix.rowCount).fill(1),
    ridge: 1 / inverseRidge,
  });
  if (!hasConverged) {
    throw externalFailure(
      "training/not-converged",
      `the reference logistic regression did not settle in ${iterations} steps; look for inputs of extreme size`,
    );
  }
  return {
    names: matrix.names,
    intercept: coefficients[design.length]!,
    terms: design.map((column, term) => Object.assign({ coefficient: coefficients[term]! }, column)),
    inverseRidge,
    trainedRows: matrix.rowCount,
    iterations,
  };
}

/**
 * Probability of label 1 per row, in (0, 1).
 * @param model a fitted model
 * @param matrix columns of the same names in the same order, numbers and codes not standardised
 * @returns `[rowCount]`
 * @throws InvalidInput `training/matrix-mismatch` when the matrix has other columns than the model was fitted on
 */
export function logisticProbabilities(model: LogisticRegression, matrix: FeatureMatrix): Float64Array {
  if (model.names.length !== matrix.names.length || model.names.some((name, at) => name !== matrix.names[at])) {
    throw invalidInput(
      "training/matrix-mismatch",
      `the model was fitted on [${model.names.join(", ")}], the matrix has [${matrix.names.join(", ")}]`,
    );
  }
  const inputs = model.terms.map((term) => designValues(term, matrix));
  const coefficients = Float64Array.of(...model.terms.map(({ coefficient }) => coefficient), model.intercept);
  return margins(inputs, coefficients, matrix.rowCount).map(logistic);
}
