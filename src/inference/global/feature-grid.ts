import type { FeaturePlan } from "#features";
import type { FeatureMatrix } from "#tabular";

/** A place on a feature's axis: a number, or the code of a level. */
export interface GridPoint {
  /** As a person reads it. */
  readonly value: number | string;
  /** As the model's inputs take it. */
  readonly number: number;
}

function numberPoints(values: readonly number[], most: number): readonly GridPoint[] {
  const sorted = values.toSorted((left, right) => left - right);
  const quantiles = Array.from({ length: most }, (_, place) => {
    const at = Math.round(((sorted.length - 1) * place) / Math.max(1, most - 1));
    return sorted[at]!;
  });
  return [...new Set(quantiles)].map((value) => ({ value, number: value }));
}

/**
 * Where a feature is looked at: quantiles of its values, or its most frequent levels.
 * @param sample encoded rows
 * @param most points
 */
export function gridOf(plan: FeaturePlan, sample: FeatureMatrix, feature: number, most: number): readonly GridPoint[] {
  const fitted = plan.features[feature]!;
  if (fitted.kind === "category") {
    return fitted.levels.slice(0, most).map((value, number) => ({ value, number }));
  }
  const input = plan.inputs.findIndex((each) => each.feature === feature);
  const present = [...sample.columns[input]!].filter((value) => !Number.isNaN(value));
  return present.length === 0 ? [] : numberPoints(present, most);
}

/** The same rows as often as a feature has points, each time with another of them. */
export function crossed(
  plan: FeaturePlan,
  sample: FeatureMatrix,
  feature: number,
  points: readonly number[],
): FeatureMatrix {
  const { rowCount } = sample;
  const columns = sample.columns.map((column, index) => {
    const input = plan.inputs[index]!;
    const whole = new Float64Array(rowCount * points.length);
    for (const [place, point] of points.entries()) {
      const from = place * rowCount;
      if (input.feature !== feature) whole.set(column, from);
      else whole.fill(encodedPoint(input.code, point), from, from + rowCount);
    }
    return whole;
  });
  return { ...sample, rowCount: rowCount * points.length, columns };
}

function encodedPoint(code: number | null, point: number): number {
  if (code === null || Number.isNaN(point)) return point;
  return point === code ? 1 : 0;
}

/** Evenly spread rows of a matrix, at most `most`. @param rowCount how many of its rows to choose from */
export function sampleRows(matrix: FeatureMatrix, rowCount: number, most: number): FeatureMatrix {
  const count = Math.min(rowCount, most);
  const rows = Int32Array.from({ length: count }, (_, place) => Math.floor((place * rowCount) / count));
  return {
    ...matrix,
    rowCount: count,
    columns: matrix.columns.map((column) => Float64Array.from(rows, (row) => column[row]!)),
  };
}
