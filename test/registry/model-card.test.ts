import { modelCard, type ModelCardInput } from "#registry";
import { describe, expect, test } from "vitest";

const input: ModelCardInput = {
  name: "telco_churn",
  version: 3,
  createdAt: "2026-01-02T03:04:05.000Z",
  purpose: "Probability that a customer leaves within 90 days.",
  intendedUse: ["Choosing whom to call."],
  limits: ["Says nothing about whether a call helps."],
  data: { rows: 7043, "base rate": "26.5 %" },
  model: { algorithm: "gradient-boosted trees", threshold: 0.388 },
  measuredOn: "1,409 test customers that nothing was fitted or chosen on.",
  level: 0.95,
  metrics: [{ name: "AUC", value: 0.8479, interval: [0.826, 0.87], sampleSize: 1409 }],
  slices: [{ slice: "Plan = a|b", sampleSize: 290, baseRate: 0.113, auc: { value: 0.723, interval: [0.64, 0.8] } }],
  gates: [{ title: "Calibration", verdict: "failed", required: true, sentence: "Slope 1.4 is too high." }],
  lineage: { run: "run-1", "training digest": "abc" },
};

describe("model card", () => {
  test("tells use, limits, data, metrics with intervals, slices, gates and lineage", () => {
    const card = modelCard(input);
    expect(card.startsWith("# telco_churn, version 3\n")).toBe(true);
    expect(card.match(/^## .*$/gmu)).toEqual([
      "## Intended use",
      "## Limits",
      "## Model",
      "## Data",
      "## Quality",
      "## Slices",
      "## Gates",
      "## Lineage",
    ]);
    expect(card).toContain("| AUC | 0.8479 | 0.8260 to 0.8700 | 1409 |");
    expect(card).toContain("| Calibration | failed | Slope 1.4 is too high. |");
  });

  test("keeps a pipe or a line break in a name from breaking its table", () => {
    expect(modelCard(input)).toContain("| Plan = a\\|b | 290 | 11.3 % | 0.7230 |");
    expect(modelCard({ ...input, lineage: { note: "one\ntwo" } })).toContain("| note | one two |");
  });

  test("leaves out sections it has nothing for, and says n/a for what could not be measured", () => {
    const card = modelCard({
      ...input,
      version: null,
      slices: [],
      gates: [],
      metrics: [{ name: "AUC", value: Number.NaN, interval: null, sampleSize: 0 }],
    });
    expect(card).not.toContain("## Slices");
    expect(card).not.toContain("## Gates");
    expect(card).toContain("# telco_churn\n");
    expect(card).toContain("| AUC | n/a | n/a | 0 |");
  });
});
