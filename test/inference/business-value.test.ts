import {
  addToBusinessSums,
  businessOptions,
  type BusinessTerms,
  type BusinessValue,
  businessValue,
  emptyBusinessSums,
} from "#inference";
import { createRandom } from "#kernel";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const terms = businessOptions.parse({});

function valueOf(probabilities: Float64Array, of: BusinessTerms = terms): BusinessValue {
  const sums = emptyBusinessSums();
  addToBusinessSums(sums, probabilities, of);
  return businessValue(sums, of);
}

describe("businessValue", () => {
  test("follows the closed form: contact from c / (γ·V) on, γ·V·Σp − c·n", () => {
    // 50 / (0.3 × 2000) = 1/12; contacted 0.1, 0.5 and 0.9; 600 × 1.5 − 150 = 750 against 600 × 1.55 − 200 and 600 × 3 × 1.55 / 4 − 150.
    const value = valueOf(Float64Array.of(0.05, 0.1, 0.5, 0.9));

    expect(value).toMatchObject({ terms, scored: 4, contacted: 3 });
    expect(value.contactThreshold).toBeCloseTo(1 / 12, 15);
    expect(value.expectedSaved).toBeCloseTo(0.45, 12);
    expect(value.netProfit).toBeCloseTo(750, 9);
    expect(value.returnOnCost).toBeCloseTo(5, 12);
    expect(value.contactAllProfit).toBeCloseTo(730, 9);
    expect(value.randomProfit).toBeCloseTo(547.5, 9);
  });

  test("contacts who is exactly at the threshold", () => {
    const even = { ...terms, contactCost: 100, successRate: 0.5, customerValue: 400 };

    expect(valueOf(Float64Array.of(0.5, 0.499_999), even).contacted).toBe(1);
  });

  test("contacts nobody when no contact can pay", () => {
    const dear = { ...terms, contactCost: 10_000 };

    expect(valueOf(Float64Array.of(0.2, 1), dear)).toMatchObject({
      contacted: 0,
      netProfit: 0,
      netProfitInterval: [0, 0],
      returnOnCost: null,
      randomProfit: 0,
    });
    expect(valueOf(new Float64Array(0))).toMatchObject({ scored: 0, contacted: 0, netProfit: 0, contactAllProfit: 0 });
  });

  test("is at least as much as contacting everybody, nobody or as many at random", () => {
    const probabilities = fc.float64Array({ min: 0, max: 1, noNaN: true, maxLength: 50 });
    const anyTerms = fc.record({
      customerValue: fc.integer({ min: 1, max: 5000 }),
      contactCost: fc.integer({ min: 1, max: 500 }),
      successRate: fc.double({ min: 0.01, max: 1, noNaN: true }),
      currency: fc.constant("USD"),
    });
    fc.assert(
      fc.property(probabilities, anyTerms, (values, of) => {
        const { netProfit, contactAllProfit, randomProfit } = valueOf(values, of);
        const slack = 1e-6 * (1 + Math.abs(contactAllProfit) + Math.abs(netProfit));
        expect(netProfit).toBeGreaterThanOrEqual(Math.max(0, contactAllProfit, randomProfit) - slack);
      }),
    );
  });

  test("is the same in parts as at once", () => {
    const random = createRandom("parts");
    const probabilities = Float64Array.from({ length: 1000 }, random.uniform);
    const sums = emptyBusinessSums();
    for (const [from, to] of [
      [0, 0],
      [0, 1],
      [1, 700],
      [700, 1000],
    ] as const) {
      addToBusinessSums(sums, probabilities.subarray(from, to), terms);
    }

    expect(businessValue(sums, terms)).toEqual(valueOf(probabilities));
  });

  test("has an interval that holds the realised profit in 95 % of campaigns", () => {
    const random = createRandom("campaigns");
    const probabilities = Float64Array.from({ length: 400 }, () => random.uniform() ** 2);
    const { contactThreshold, contacted, netProfit, netProfitInterval } = valueOf(probabilities);
    const chosen = probabilities.filter((probability) => probability >= contactThreshold);
    const campaigns = 4000;
    let inside = 0;
    let sum = 0;
    for (let campaign = 0; campaign < campaigns; campaign += 1) {
      const saved = chosen.reduce(
        (count, p) => count + (random.uniform() < p && random.uniform() < terms.successRate ? 1 : 0),
        0,
      );
      const realised = saved * terms.customerValue - contacted * terms.contactCost;
      sum += realised;
      if (realised >= netProfitInterval[0] && realised <= netProfitInterval[1]) inside += 1;
    }

    // Five standard errors of 4,000 draws, and two points for the steps of a whole customer.
    expect(Math.abs(inside / campaigns - 0.95)).toBeLessThan(0.02 + 5 * Math.sqrt((0.95 * 0.05) / campaigns));
    const halfWidth = (netProfitInterval[1] - netProfitInterval[0]) / 2;
    expect(Math.abs(sum / campaigns - netProfit)).toBeLessThan((5 * halfWidth) / 1.96 / Math.sqrt(campaigns));
  });
});
