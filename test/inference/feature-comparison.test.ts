import { createFeatureContrastCollector, type FeatureContrast, type RiskBand } from "#inference";
import type { ColumnBatch } from "#tabular";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchOf, plan } from "./plan.js";

const { NaN: missing } = Number;

function contrastsOf(batch: ColumnBatch, bands: readonly RiskBand[]): ReadonlyMap<string, FeatureContrast> {
  const collector = createFeatureContrastCollector(plan);
  collector.add(batch, bands);
  return new Map(collector.contrasts().map((contrast) => [contrast.feature, contrast]));
}

const bands: readonly RiskBand[] = ["High", "High", "Medium", "Low", "Low", "Low"];

describe("createFeatureContrastCollector", () => {
  test("compares means of numbers in pooled standard deviations, and the share of the level that differs most", () => {
    const batch = batchOf(
      [1, 3, 99, 6, 8, missing],
      [5, 5, 5, 5, 5, 5],
      ["plus", "plus", "plus", "basic", "plus", null],
    );
    const contrasts = contrastsOf(batch, bands);

    // Variances 1 and 1: (2 − 7) / 1.
    expect(contrasts.get("x")).toEqual({
      kind: "number",
      feature: "x",
      highMean: 2,
      lowMean: 7,
      standardizedDifference: -5,
    });
    expect(contrasts.get("y")).toMatchObject({ highMean: 5, lowMean: 5, standardizedDifference: 0 });
    expect(contrasts.get("plan")).toMatchObject({ kind: "category", highShare: 1, lowShare: 0.5 });
    const { standardizedDifference } = contrasts.get("plan")!;
    expect(standardizedDifference).toBeCloseTo(0.5 / Math.sqrt(0.25 / 2), 12);
  });

  test("puts the largest difference first", () => {
    const collector = createFeatureContrastCollector(plan);
    collector.add(
      batchOf([1, 3, 99, 6, 8, 7], [5, 6, 5, 5, 5, 6], ["plus", "plus", "plus", "basic", "plus", null]),
      bands,
    );

    const sizes = collector.contrasts().map(({ standardizedDifference }) => Math.abs(standardizedDifference));
    expect(sizes).toEqual(sizes.toSorted((left, right) => right - left));
    expect(sizes).toHaveLength(3);
  });

  test("says nothing when one of the two bands is empty or has no value", () => {
    expect(contrastsOf(batchOf([1, 2], [1, 2], ["basic", null]), ["High", "Medium"]).size).toBe(0);
    expect([...contrastsOf(batchOf([1, missing], [1, 2], [null, "basic"]), ["High", "Low"]).keys()]).toEqual(["y"]);
  });

  test("keeps its digits for large values of small spread", () => {
    const at = 1e9;
    const contrasts = contrastsOf(
      batchOf([at, at + 2, 0, at + 4, at + 6, at + 5], [0, 0, 0, 0, 0, 0], new Array<null>(6).fill(null)),
      bands,
    );

    expect(contrasts.get("x")!.standardizedDifference).toBeCloseTo(-4 / Math.sqrt((1 + 2 / 3) / 2), 9);
  });

  test("gives the same in batches as at once, and for level codes as for texts", () => {
    const row = fc.record({
      x: fc.integer({ min: -9, max: 9 }),
      plan: fc.constantFrom("basic", "plus", null),
      band: fc.constantFrom<RiskBand>("High", "Medium", "Low"),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.nat(30), (rows, cut) => {
        const parts = [rows.slice(0, cut), rows.slice(cut)];
        const [whole, cutUp, coded] = [1, 2, 3].map(() => createFeatureContrastCollector(plan)) as [
          Collector,
          Collector,
          Collector,
        ];
        const batch = (part: typeof rows): ColumnBatch =>
          batchOf(
            part.map(({ x }) => x),
            part.map(() => 0),
            part.map((each) => each.plan),
          );
        whole.add(
          batch(rows),
          rows.map(({ band }) => band),
        );
        for (const part of parts) {
          const partBands = part.map(({ band }) => band);
          cutUp.add(batch(part), partBands);
          const codes = Float64Array.from(part, (each) =>
            each.plan === null ? missing : each.plan === "basic" ? 0 : 1,
          );
          const [x, y] = batch(part).columns as [Float64Array, Float64Array];
          coded.add({ ...batch(part), columns: [x, y, codes] }, partBands);
        }
        expect(cutUp.contrasts()).toEqual(whole.contrasts());
        expect(coded.contrasts()).toEqual(whole.contrasts());
      }),
    );
  });
});

type Collector = ReturnType<typeof createFeatureContrastCollector>;
