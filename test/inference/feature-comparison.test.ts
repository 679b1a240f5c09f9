import { expect, test } from "vitest";
import { type FeatureDefinition, fitFeaturePlan } from "#features";
import { createFeatureContrastCollector, type RiskBand } from "#inference";
import type { ColumnBatch, ColumnValues } from "#tabular";

const definition = (name: string, kind: "number" | "category"): FeatureDefinition => ({
  name,
  kind,
  expression: { kind: "column", name, type: kind === "number" ? "number" : "text" },
  text: name,
  columns: [name],
  whenMissing: "keep",
  actionable: false,
});

const plans: readonly (string | null)[] = ["A", "B", "A", "B", "A", null, "B", "A"];
const charges = Float64Array.of(90, 10, 80, 20, 70, 30, Number.NaN, 50);
const bands: readonly RiskBand[] = ["High", "Low", "High", "Low", "High", "Low", "Low", "Medium"];

function batchOf(plan: ColumnValues): ColumnBatch {
  const fields = [
    { name: "plan", type: plan instanceof Float64Array ? ("number" as const) : ("text" as const) },
    { name: "charge", type: "number" as const },
  ];
  return { rowCount: bands.length, fields, columns: [plan, charges] };
}

const fitted = fitFeaturePlan([definition("plan", "category"), definition("charge", "number")], batchOf(plans));

test("createFeatureContrastCollector compares means and shares of the bands High and Low, missing values left out", () => {
  const collector = createFeatureContrastCollector(fitted);
  collector.add(batchOf(plans), bands);

  expect(collector.contrasts()).toEqual([
    {
      kind: "number",
      feature: "charge",
      highMean: 80,
      lowMean: 20,
      standardizedDifference: expect.closeTo(7.348469, 6),
    },
    { kind: "category", feature: "plan", level: "A", highShare: 1, lowShare: 0, standardizedDifference: 1 },
  ]);
});

test("createFeatureContrastCollector finds the same contrasts in level codes as in level texts", () => {
  const codes = Float64Array.from(plans, (level) => (level === null ? Number.NaN : fittedLevels().indexOf(level)));
  const ofTexts = createFeatureContrastCollector(fitted);
  const ofCodes = createFeatureContrastCollector(fitted);
  ofTexts.add(batchOf(plans), bands);
  ofCodes.add(batchOf(codes), bands);

  expect(ofCodes.contrasts()).toEqual(ofTexts.contrasts());
});

test("createFeatureContrastCollector is empty when a band has no row", () => {
  const collector = createFeatureContrastCollector(fitted);
  collector.add(
    batchOf(plans),
    bands.map((band) => (band === "High" ? "Medium" : band)),
  );

  expect(collector.contrasts()).toEqual([]);
});

function fittedLevels(): readonly string[] {
  const [feature] = fitted.features;
  return feature?.kind === "category" ? feature.levels : [];
}
