import { compileExpression } from "#relation";
import { cleanRow, type ColumnBatch, type Row, type SchemaContract } from "#tabular";
import { encodeFeatures } from "./encode.js";
import { featureProjections } from "./feature-table.js";
import type { FeaturePlan } from "./plan.js";

/** Model inputs of one raw row, as a single request sends it: the same numbers that batch scoring gives. */
export type RowEncoder = (row: Row) => Float64Array;

/**
 * Compiles a plan for single requests.
 * @returns a function from a raw row to model inputs, `[inputCount]`; missing and unreadable values are NaN
 */
export function createRowEncoder(contract: SchemaContract, plan: FeaturePlan): RowEncoder {
  const definitions = plan.features.map(({ definition }) => definition);
  const functions = featureProjections(definitions).map(({ expression }) => compileExpression(expression));
  const fields = definitions.map(({ name, kind }) => ({ name, type: kind === "number" ? "number" : "text" }) as const);
  return (row) => {
    const { values } = cleanRow(contract, row);
    const columns = functions.map((evaluate, index) => {
      const value = evaluate(values);
      if (fields[index]!.type === "text") return [value === null ? null : String(value)];
      return Float64Array.of(value === null ? Number.NaN : Number(value));
    });
    const batch: ColumnBatch = { rowCount: 1, fields, columns };
    return Float64Array.from(encodeFeatures(plan, batch).columns, (column) => column[0]!);
  };
}
