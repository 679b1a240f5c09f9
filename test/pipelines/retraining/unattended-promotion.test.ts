import type { PromotionDecision } from "#validation";
import { describe, expect, test } from "vitest";
import { whyAttended } from "#src/pipelines/retraining/unattended-promotion.js";

/** A decision to promote whose log loss is lower by .01, with this upper end of its one-sided 95 % interval. */
function decisionWith(high: number, policy: PromotionDecision["policy"] = "auto"): PromotionDecision {
  const interval = { value: -0.01, low: -0.03, high, level: 0.9, sampleSize: 600, method: "paired" };
  return {
    kind: "promote",
    policy,
    numbers: [
      { id: "auc", interval: null },
      { id: "logLoss", interval },
    ],
  } as never;
}

describe("a promotion after a retraining", () => {
  test("needs nobody when its gain is proven and there were few lately", () => {
    expect(whyAttended({ promotion: "automatic" }, decisionWith(-0.0001), 1)).toBeNull();
  });

  test("waits for a person when its gain is not proven", () => {
    expect(whyAttended({ promotion: "automatic" }, decisionWith(0), 1)).toContain("not proven (95 %)");
    const without = { ...decisionWith(-1), numbers: [] };
    expect(whyAttended({ promotion: "automatic" }, without, 1)).toContain("not proven (95 %)");
  });

  test("waits for a person when there were enough promotions, however large its gain", () => {
    expect(whyAttended({ promotion: "approval" }, decisionWith(-1), 2)).toContain("limited to 2 in 30 days");
  });

  test("goes by its own rule under the reference policy", () => {
    expect(whyAttended({ promotion: "automatic" }, decisionWith(1, "reference"), 1)).toBeNull();
  });
});
