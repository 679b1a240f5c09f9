import { formatCount, formatMetric, formatMoney, formatShare } from "#src/cli/print/number.js";
import { estimateText } from "#src/cli/print/runs.js";
import { expect, test } from "vitest";

test("numbers are told in one way", () => {
  expect([formatCount(7043), formatCount(0), formatCount(1234567.6)]).toEqual(["7,043", "0", "1,234,568"]);
  expect([formatShare(0.26536), formatShare(1), formatShare(0)]).toEqual(["26.5 %", "100.0 %", "0.0 %"]);
  expect([formatMetric(0.84567), formatMetric(1), formatMetric(Number.NaN), formatMetric(Infinity)]).toEqual([
    "0.846",
    "1.000",
    "–",
    "–",
  ]);
  expect([formatMoney(167_100.4, "USD"), formatMoney(-50, "EUR")]).toEqual(["167,100 USD", "-50 EUR"]);
});

test("a metric is told with its interval, and as a dash when there is none", () => {
  const estimate = { value: 0.8461, low: 0.8239, high: 0.8683, level: 0.95, sampleSize: 10, method: "delong" } as const;

  expect(estimateText(estimate)).toBe("0.846 [0.824, 0.868]");
  expect(estimateText(undefined)).toBe("–");
});
