import { type FeatureDefinition, type FeaturePlan, fitFeaturePlan } from "#features";
import type { ColumnBatch } from "#tabular";

const definition = (name: string, kind: "number" | "category", actionable: boolean, columns = [name]) =>
  ({
    name,
    kind,
    expression: { kind: "column", name, type: kind === "number" ? "number" : "text" },
    text: name,
    columns,
    whenMissing: "keep",
    actionable,
  }) as const;

/** Features `x` (made of columns `a` and `b`), `y` and the category `plan`. */
export const definitions: readonly FeatureDefinition[] = [
  definition("x", "number", false, ["a", "b"]),
  definition("y", "number", true),
  definition("plan", "category", true),
];

/** Rows of those features. */
export function batchOf(x: readonly number[], y: readonly number[], plan: readonly (string | null)[]): ColumnBatch {
  return {
    rowCount: x.length,
    fields: [
      { name: "x", type: "number" },
      { name: "y", type: "number" },
      { name: "plan", type: "text" },
    ],
    columns: [Float64Array.from(x), Float64Array.from(y), plan],
  };
}

/** A plan with inputs `x`, `y`, `plan=basic`, `plan=plus`. */
export const plan: FeaturePlan = fitFeaturePlan(
  definitions,
  batchOf([1, 2, 3], [10, 20, 30], ["basic", "basic", "plus"]),
);
