import {
  addRow,
  changeLabel,
  emptySums,
  mergeSums,
  type SummedRow,
  sumsFromText,
  sumsOfScored,
  sumsText,
} from "#monitoring";
import { array, assert, boolean, constantFrom, double, integer, property, record, tuple } from "fast-check";
import { describe, expect, test } from "vitest";

const row = record({
  probability: double({ min: 0, max: 1, noNaN: true }),
  predicted: constantFrom(0 as const, 1 as const),
  predictedAt: integer({ min: 0, max: 1e12 }),
  arm: constantFrom(null, "treated", "control", "never"),
  propensity: constantFrom(0.1, 0.25),
});
const label = record({ label: constantFrom(0 as const, 1 as const), age: double({ min: 0, max: 1.5, noNaN: true }) });
const labelled = array(tuple(row, label, boolean()), { maxLength: 40 });

type Labelled = readonly (readonly [SummedRow, { readonly label: 0 | 1; readonly age: number }, boolean])[];

function sumsOf(rows: Labelled): ReturnType<typeof emptySums> {
  const sums = emptySums();
  for (const [each, to, isKnown] of rows) {
    addRow(sums, each);
    if (isKnown) changeLabel(sums, each, { from: null, to });
  }
  return sums;
}

describe("sums of performance", () => {
  test("are the same to the last bit in whatever order rows come and parts are merged", () => {
    assert(
      property(labelled, integer({ min: 0, max: 40 }), (rows, cut) => {
        const parts = [rows.slice(cut), rows.slice(0, cut)].map((part) => sumsOf(part.toReversed()));
        expect(sumsText(mergeSums(parts))).toBe(sumsText(sumsOf(rows)));
      }),
    );
  });

  test("are as they were when a label is taken back", () => {
    assert(
      property(labelled, label, (rows, other) => {
        const sums = sumsOf(rows);
        const before = sumsText(sums);
        const open = rows.filter(([, , isKnown]) => !isKnown);
        for (const [each] of open) changeLabel(sums, each, { from: null, to: other });
        for (const [each] of open) changeLabel(sums, each, { from: other, to: null });
        expect(sumsText(sums)).toBe(before);
      }),
    );
  });

  test("read back as they were written", () => {
    assert(
      property(labelled, (rows) => {
        const text = sumsText(sumsOf(rows));
        expect(sumsText(sumsFromText(text))).toBe(text);
      }),
    );
  });

  test("of many scores at once are those of one after another, to the last bit", () => {
    const scores = array(double({ min: 0, max: 1, noNaN: true }), { maxLength: 200 });
    assert(
      property(scores, constantFrom(0, 0.3, 0.5, 1), (probabilities, threshold) => {
        const sums = emptySums();
        for (const probability of probabilities) {
          const predicted = probability >= threshold ? 1 : 0;
          addRow(sums, { probability, predicted, predictedAt: 0, arm: null, propensity: null });
        }
        expect(sumsText(sumsOfScored(Float64Array.from(probabilities), threshold))).toBe(sumsText(sums));
      }),
    );
  });

  test("of a window of a hundred thousand rows fit into 80 KB", () => {
    const sums = emptySums();
    for (let index = 0; index < 100_000; index += 1) {
      const probability = (index * 0.6180339887498949) % 1;
      addRow(sums, {
        probability,
        predicted: probability >= 0.4 ? 1 : 0,
        predictedAt: index,
        arm: null,
        propensity: null,
      });
    }
    expect(sumsText(sums).length).toBeLessThan(80_000);
  });
});
