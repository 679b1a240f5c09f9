import { guardData, type GuardFacts } from "#retraining";
import { describe, expect, test } from "vitest";

const facts: GuardFacts = {
  rows: 1000,
  positives: 260,
  expectedPositives: 250,
  coverage: 0.98,
  sharedEntities: 0,
  nullRates: [{ feature: "tenure", history: 0, recent: 0.05 }],
  hasSameSchema: true,
  quarantinedRows: 0,
  bestFeature: { feature: "tenure", auc: 0.74 },
};

describe("guards before any fit", () => {
  test("let sound rows pass", () => {
    expect(guardData(facts)).toMatchObject({ passed: true, sentence: "the rows are fit to train on" });
  });

  test.each([
    ["label-rate", { positives: 124 }],
    ["label-rate", { positives: 501 }],
    ["coverage", { coverage: 0.949 }],
    ["no-shared-entities", { sharedEntities: 1 }],
    ["null-rates", { nullRates: [{ feature: "tenure", history: 0, recent: 0.11 }] }],
    ["schema", { hasSameSchema: false }],
    ["no-quarantined-rows", { quarantinedRows: 3 }],
    ["leakage", { bestFeature: { feature: "reason", auc: 0.96 } }],
  ] as const)("%s refuses %j", (rule, change) => {
    const report = guardData({ ...facts, ...change });
    expect(report.passed).toBe(false);
    expect(report.readings.filter(({ passed }) => !passed).map((reading) => reading.rule)).toEqual([rule]);
    expect(report.sentence).toMatch(/^no fit: /);
  });
});
