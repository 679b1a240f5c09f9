import { recipesFor } from "#retraining";
import { describe, expect, test } from "vitest";
import type { Pool } from "#src/pipelines/retraining/pool.js";
import { type RecipeGround, rememberedRowsToFit, rowsToFit } from "#src/pipelines/retraining/rows-to-fit.js";

const rowCount = 60;
const pool: Pool = {
  entities: Array.from({ length: rowCount }, (_, row) => `customer ${row}`),
  times: Float64Array.from({ length: rowCount }, (_, row) => row),
  maturedAt: Float64Array.from({ length: rowCount }, (_, row) => row + 1),
  labels: Uint8Array.from({ length: rowCount }, (_, row) => row % 2),
  weights: new Float64Array(rowCount).fill(1),
  features: {
    rowCount,
    fields: [{ name: "spend", type: "number" }],
    columns: [Float64Array.from({ length: rowCount }, (_, row) => row * 3)],
  },
  recentFrom: 40,
};
const ground = {
  pool,
  definitions: [{ name: "spend", kind: "number", expression: { kind: "column", name: "spend", type: "number" } }],
  training: { missingAugmentation: 0.1, seed: 7 },
} as unknown as RecipeGround;
const recipes = new Map(recipesFor({ halfLives: ["30d"] }, true).map((recipe) => [recipe.name, recipe]));
const [equal, recency, recent] = ["equal", "recency-30d", "recent"].map((name) => recipes.get(name)!);
const rows = Int32Array.from({ length: 50 }, (_, row) => row);

describe("rows that a recipe fits", () => {
  test("are all it may learn from, or the recent ones, followed by their copies with gaps", () => {
    expect(rowsToFit(equal!, rows, ground).prepared.matrix.rowCount).toBe(100);
    const { prepared, weights } = rowsToFit(recent!, rows, ground);
    expect(prepared.matrix.rowCount).toBe(20);
    expect(weights.length).toBe(10);
    expect([...prepared.matrix.columns[0]!.subarray(0, 10)]).toEqual([
      120, 123, 126, 129, 132, 135, 138, 141, 144, 147,
    ]);
  });

  test("are made once for recipes that differ in weights only, and are what would be made anew", () => {
    const remembered = rememberedRowsToFit();
    const first = remembered(equal!, rows, ground);
    expect(remembered(recency!, rows, ground)).toBe(first);
    expect(first.prepared.matrix).toEqual(rowsToFit(recency!, rows, ground).prepared.matrix);
    expect(remembered(recent!, rows, ground)).not.toBe(first);
    expect(remembered(equal!, rows.slice(0, 45), ground).prepared.matrix.rowCount).toBe(90);
    expect(remembered(equal!, rows, ground)).toBe(first);
  });

  test("of a fold before the last are forgotten", () => {
    const remembered = rememberedRowsToFit();
    const first = remembered(equal!, rows, ground);
    for (const size of [45, 46]) remembered(equal!, rows.slice(0, size), ground);
    expect(remembered(equal!, rows, ground)).not.toBe(first);
  });
});
