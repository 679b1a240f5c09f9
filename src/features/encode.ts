import { callExpression, type Expression, type Projection } from "#relation";
import type { ColumnBatch, ColumnValues, FeatureMatrix } from "#tabular";
import type { FeaturePlan, FittedFeature, ModelInput } from "./plan.js";

/** Above this many levels a query would become unwieldy, and the codes are looked up here. */
const mostLevelsInQuery = 1000;

function isCodedInQuery({ levels }: Extract<FittedFeature, { kind: "category" }>): boolean {
  return levels.length > 0 && levels.length <= mostLevelsInQuery && !levels.some((level) => level.includes("\u0000"));
}

function codeOf(feature: FittedFeature): Expression {
  const { name } = feature.definition;
  if (feature.kind === "number") return { kind: "column", name, type: "number" };
  const text: Expression = { kind: "column", name, type: "text" };
  if (!isCodedInQuery(feature)) return text;
  const levels = feature.levels.map((value): Expression => ({ kind: "literal", value, type: "text" }));
  return callExpression("level_code", [text, ...levels]);
}

/**
 * Projections of feature rows that leave the coding of levels to the engine, so that numbers travel instead of texts.
 * @returns one per feature of the plan, in order; few features of very many levels stay texts
 */
export function codeProjections(plan: FeaturePlan): readonly Projection[] {
  return plan.features.map((feature) => ({ name: feature.definition.name, expression: codeOf(feature) }));
}

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
