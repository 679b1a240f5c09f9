import {
  countFormat,
  decimalFormat,
  formatCount,
  formatInterval,
  formatNumber,
  formatQuantity,
  moneyFormat,
  percentFormat,
} from "#reporting";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("formatNumber", () => {
  it("separates thousands", () => {
    expect(formatNumber(1234, countFormat)).toBe("1,234");
    expect(formatCount(1_000_000)).toBe("1,000,000");
  });

  it("writes shares as percentages with an unbreakable space", () => {
    expect(formatNumber(0.2654, percentFormat(1))).toBe("26.5\u00a0%");
  });

  it("writes amounts in their currency, and an unknown currency behind the amount", () => {
    expect(formatNumber(41_230.4, moneyFormat("USD"))).toBe("$41,230");
    expect(formatNumber(12, moneyFormat("points"))).toBe("12\u00a0points");
  });

  it("writes compact amounts without idle decimals", () => {
    expect(formatNumber(180_000, { kind: "money", currency: "USD", compact: true })).toBe("$180K");
    expect(formatNumber(0, { kind: "money", currency: "EUR", compact: true })).toBe("€0");
  });

  it("uses a real minus sign, but none for what rounds to zero", () => {
    expect(formatNumber(-1234, moneyFormat("USD"))).toBe("\u2212\u2060$1,234");
    expect(formatNumber(-0.0001, decimalFormat(2))).toBe("0.00");
  });

  it.each([null, Number.NaN, Number.POSITIVE_INFINITY])("writes n/a for %s", (value) => {
    expect(formatNumber(value, decimalFormat(2))).toBe("n/a");
  });

  it("reads back to the number within half a unit of its last digit", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 4 }), (value, digits) => {
        const text = formatNumber(value, decimalFormat(digits)).replaceAll(",", "").replace("\u2212", "-");
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(0.5 * 10 ** -digits + 1e-6);
      }),
    );
  });
});

describe("formatQuantity", () => {
  it("puts the interval in brackets behind the value", () => {
    const quantity = { value: 0.846, format: decimalFormat(3), interval: [0.824, 0.868] } as const;
    expect(formatQuantity(quantity)).toBe("0.846 [0.824, 0.868]");
    expect(formatInterval([0.1, 0.2], percentFormat(0))).toBe("[10\u00a0%, 20\u00a0%]");
  });
});
