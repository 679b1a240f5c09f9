import type { ColumnBatch, ColumnValues, FeatureMatrix } from "#tabular";
import type { FeaturePlan, FittedFeature, ModelInput } from "./plan.js";

function filled(values: Float64Array, fill: number | null): Float64Array {
  return fill === null ? values : values.map((value) => (Number.isNaN(value) ? fill : value));
}

function codesOf(values: readonly (string | null)[], levels: readonly string[]): Float64Array {
  const codes = new Map<string | null, number>(levels.map((level, code) => [level, code]));
  const result = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += 1) result[row] = codes.get(values[row]!) ?? Number.NaN;
  return result;
}

/** One number per row for a feature: its value, or its level's code; NaN for missing and unseen. */
function numbersOf(feature: FittedFeature, values: ColumnValues): Float64Array {
  if (feature.kind === "number") return filled(values as Float64Array, feature.fill);
  return values instanceof Float64Array ? values : codesOf(values, feature.levels);
}

function inputColumn(input: ModelInput, numbers: Float64Array): Float64Array {
  const { code } = input;
  if (code === null) return numbers;
  const result = new Float64Array(numbers.length);
  for (let row = 0; row < numbers.length; row += 1) {
    const value = numbers[row]!;
    result[row] = Number.isNaN(value) ? Number.NaN : value === code ? 1 : 0;
  }
  return result;
}

/**
 * Model inputs of feature values.
 * @param batch one column per feature of the plan, in the plan's order: numbers, level texts, or level codes from
 *   {@link codeProjections}
 */
export function encodeFeatures(plan: FeaturePlan, batch: ColumnBatch): FeatureMatrix {
  const numbers = plan.features.map((feature, index) => numbersOf(feature, batch.columns[index]!));
  return {
    rowCount: batch.rowCount,
    names: plan.inputs.map((input) => input.name),
    categorical: plan.inputs.flatMap((input, index) => (input.isCategorical ? [index] : [])),
    columns: plan.inputs.map((input) => inputColumn(input, numbers[input.feature]!)),
  };
}
