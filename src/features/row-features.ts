import { compileExpression } from "#relation";
import type { CleanedRow, ColumnBatch } from "#tabular";
import type { FeatureDefinition } from "./definition.js";
import { featureProjections } from "./feature-table.js";

/** Feature values of cleaned rows, before encoding: one column per definition, in order. */
export type RowFeatures = (rows: readonly CleanedRow["values"][]) => ColumnBatch;

/** Compiles feature definitions for rows in memory: the same values that the engine works out for whole tables. */
export function createRowFeatures(definitions: readonly FeatureDefinition[]): RowFeatures {
  const functions = featureProjections(definitions).map(({ expression }) => compileExpression(expression));
  const fields = definitions.map(({ name, kind }) => ({ name, type: kind === "number" ? "number" : "text" }) as const);
  return (rows) => ({
    rowCount: rows.length,
    fields,
    columns: functions.map((evaluate, index) => {
      const values = rows.map((row) => evaluate(row));
      if (fields[index]!.type === "text") return values.map((value) => (value === null ? null : String(value)));
      return Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));
    }),
  });
}
