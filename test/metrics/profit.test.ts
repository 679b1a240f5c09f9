import { contactProfit, contactThreshold, empc } from "#metrics";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candidateRows, goldenRows } from "./golden-rows.js";
import { arbitraryRows } from "./rows-arbitrary.js";

const terms = { customerValue: 2000, contactCost: 50, successRate: 0.3 };
const { labels, scores } = candidateRows;

const relativeWidth = (given: ReturnType<typeof contactProfit>): number =>
  (given.profit.high - given.profit.low) / given.profit.value;

describe("contactProfit", () => {
  it("adds what was contacted and sets it beside everybody, chance and hindsight", () => {
    const profit = contactProfit(Uint8Array.of(1, 0, 1, 0), Float64Array.of(0.9, 0.5, 0.01, 0.02), terms);
    expect(profit.threshold).toBeCloseTo(1 / 12, 15);
    expect(profit.contacted).toBe(2);
    expect(profit.profit.value).toBeCloseTo(600 - 100, 9);
    expect(profit.contactAllProfit).toBeCloseTo(1200 - 200, 9);
    expect(profit.randomProfit).toBeCloseTo(500, 9);
    expect(profit.oracleProfit).toBeCloseTo(1100, 9);
  });

  it("has an interval that shrinks relative to the profit with more rows", () => {
    const twice = contactProfit(
      Uint8Array.from([...labels, ...labels]),
      Float64Array.from([...scores, ...scores]),
      terms,
    );
    expect(relativeWidth(contactProfit(labels, scores, terms)) / relativeWidth(twice)).toBeCloseTo(Math.SQRT2, 2);
  });

  it("contacts everybody at threshold 0 and never earns more than hindsight", () => {
    const everybody = contactProfit(labels, scores, terms, { threshold: 0 });
    expect(everybody.profit.value).toBeCloseTo(everybody.contactAllProfit, 6);
    fc.assert(
      fc.property(arbitraryRows, fc.double({ min: 0, max: 1, noNaN: true }), (rows, threshold) => {
        const profit = contactProfit(rows.labels, rows.scores, terms, { threshold });
        expect(profit.profit.value).toBeLessThanOrEqual(profit.oracleProfit + 1e-6);
      }),
    );
  });

  it("needs a higher threshold as contacts cost more", () => {
    expect(contactThreshold({ ...terms, contactCost: 200 })).toBeCloseTo(1 / 3, 15);
  });
});

describe("empc", () => {
  it.each(goldenRows)("agrees with numerical integration of the best profit to 1e-6 on $name rows", (rows) => {
    const { profit, contactedShare } = empc(rows.labels, rows.scores);
    expect(profit).toBeCloseTo(rows.results.empc.profit, 6);
    expect(contactedShare).toBeCloseTo(rows.results.empc.contactedShare, 6);
  });

  it("is unchanged by rising transforms, and its share lies between nobody and everybody", () => {
    fc.assert(
      fc.property(arbitraryRows, (rows) => {
        const { profit, contactedShare } = empc(rows.labels, rows.scores);
        const doubled = empc(
          rows.labels,
          rows.scores.map((score) => 2 * score),
        );
        expect(doubled.profit).toBe(profit);
        expect(profit).toBeGreaterThanOrEqual(-1e-12);
        expect(contactedShare).toBeGreaterThanOrEqual(-1e-12);
        expect(contactedShare).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it("is not a number when a class is missing", () => {
    expect(empc(Uint8Array.of(1, 1), Float64Array.of(0.1, 0.2)).profit).toBeNaN();
  });

  it("falls when the offer costs more", () => {
    expect(empc(labels, scores, { offerCost: 30 }).profit).toBeLessThan(empc(labels, scores).profit);
  });
});
