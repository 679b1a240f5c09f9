import { cleanRow, type Row, type SchemaContract } from "#tabular";
import { encodeFeatures } from "./encode.js";
import type { FeaturePlan } from "./plan.js";
import { createRowFeatures } from "./row-features.js";

/** Model inputs of one raw row, as a single request sends it: the same numbers that batch scoring gives. */
export type RowEncoder = (row: Row) => Float64Array;

/**
 * Compiles a plan for single requests.
 * @returns a function from a raw row to model inputs, `[inputCount]`; missing and unreadable values are NaN
 */
export function createRowEncoder(contract: SchemaContract, plan: FeaturePlan): RowEncoder {
  const featuresOf = createRowFeatures(plan.features.map(({ definition }) => definition));
  return (row) => {
    const batch = featuresOf([cleanRow(contract, row).values]);
    return Float64Array.from(encodeFeatures(plan, batch).columns, (column) => column[0]!);
  };
}
