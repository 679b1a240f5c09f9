import { createRandom } from "#kernel";
import {
  type AnchorDrift,
  anchorDrift,
  compareColumns,
  createProfileCollector,
  freezeReference,
  type ReferenceProfile,
  type WindowProfile,
} from "#monitoring";
import type { ColumnBatch, ColumnValues, Field } from "#tabular";
import { describe, expect, test } from "vitest";

/** Charges rise by `shift`, the plan moves to `b` with the share, visits are few whole numbers. */
function rowsOf(count: number, shift: number, share: number, seed: string): ColumnBatch {
  const random = createRandom(seed);
  const charges = Float64Array.from({ length: count }, () => 60 + shift + 20 * random.normal());
  const plans = Array.from({ length: count }, () => (random.uniform() < share ? "b" : "a"));
  const visits = Float64Array.from({ length: count }, () => random.integer(4));
  return {
    rowCount: count,
    fields: [
      { name: "charges", type: "number" },
      { name: "plan", type: "text" },
      { name: "visits", type: "number" },
    ],
    columns: [charges, plans, visits],
  };
}

const scoresOf = ({ columns }: ColumnBatch): Float64Array =>
  (columns[0] as Float64Array).map((charge) => 1 / (1 + Math.exp(-(charge - 70) / 20)));

const referenceOf = (rows: ColumnBatch): ReferenceProfile =>
  freezeReference({ features: rows, probabilities: scoresOf(rows), threshold: 0.5 });

function windowOf(reference: ReferenceProfile, rows: ColumnBatch): WindowProfile {
  const probability = scoresOf(rows);
  const extra: readonly (readonly [Field, ColumnValues])[] = [
    [{ name: "predicted_at", type: "timestamp" }, new Float64Array(rows.rowCount)],
    [{ name: "model_version", type: "number" }, new Float64Array(rows.rowCount).fill(2)],
    [{ name: "probability", type: "number" }, probability],
    [{ name: "predicted_class", type: "number" }, probability.map((value) => (value >= 0.5 ? 1 : 0))],
  ];
  const collector = createProfileCollector(reference, {
    modelVersion: 2,
    windowOf: () => ({ start: 0, end: 1 }),
    slices: [],
  });
  collector.add({
    rowCount: rows.rowCount,
    fields: [...rows.fields, ...extra.map(([field]) => field)],
    columns: [...rows.columns, ...extra.map(([, values]) => values)],
  });
  return collector.profiles()[0]!;
}

const correctedOf = (drift: AnchorDrift, name: string): number =>
  drift.columns.find(({ column }) => column === name)!.corrected;

const first = referenceOf(rowsOf(5000, 0, 0.3, "first"));

describe("drift against the first reference", () => {
  test("stays in sight after the reference was renewed, where the new one sees none", () => {
    const second = referenceOf(rowsOf(3000, 15, 0.6, "second"));
    const window = windowOf(second, rowsOf(500, 15, 0.6, "window"));
    const drift = anchorDrift({ modelVersion: 1, reference: first }, second, window);
    const renewed = compareColumns(second.columns, window.columns, { rule: { q: 0.05, effect: 0.1 } });

    expect(renewed.every((column) => column.status === "compared" && !column.isMaterial)).toBe(true);
    expect(correctedOf(drift, "charges")).toBeGreaterThan(0.25);
    expect(correctedOf(drift, "plan")).toBeGreaterThan(0.25);
    expect(correctedOf(drift, "visits")).toBeLessThan(0.05);
    expect(drift).toMatchObject({ modelVersion: 1, referenceId: first.id });
  });

  test("is what counting the rows in the first reference's own bins gives, within the width of the new ones", () => {
    const second = referenceOf(rowsOf(4000, 8, 0.5, "other"));
    const rows = rowsOf(2000, 12, 0.5, "compared");
    const moved = anchorDrift({ modelVersion: 1, reference: first }, second, windowOf(second, rows));
    const exact = compareColumns(first.columns, windowOf(first, rows).columns, { rule: { q: 0.05, effect: 0.1 } });
    for (const { column, psi } of moved.columns) {
      const own = exact.find((one) => one.column === column)!;
      const value = own.status === "compared" ? own.scores.psi!.value : Number.NaN;
      expect(Math.abs(psi - value)).toBeLessThan(0.01 + 0.03 * value);
    }
  });

  test("leaves out columns that the first version did not have", () => {
    const other = { ...first, columns: first.columns.filter(({ name }) => name !== "plan") };
    const window = windowOf(first, rowsOf(300, 0, 0.3, "less"));
    const names = anchorDrift({ modelVersion: 1, reference: other }, first, window).columns.map(({ column }) => column);
    expect(names.toSorted()).toEqual(["charges", "probability", "visits"]);
  });
});
