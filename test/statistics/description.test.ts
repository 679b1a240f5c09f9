import {
  covariance,
  mean,
  midRanks,
  quantile,
  quantiles,
  sortedOrder,
  standardDeviation,
  sum,
  variance,
} from "#statistics";
import { createRandom } from "#kernel";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
// numpy, SciPy and their versions: `provenance` inside; made by test/golden/make_metrics_fixtures.py.
import golden from "../golden/statistics.json" with { type: "json" };

const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 40 });

describe("descriptions of a sample", () => {
  it("mean and variance agree with numpy to 1e-12", () => {
    expect(mean(golden.samples.normal)).toBeCloseTo(golden.moments.mean, 12);
    expect(variance(golden.samples.normal)).toBeCloseTo(golden.moments.variance, 12);
    expect(standardDeviation(golden.samples.normal, 0) ** 2).toBeCloseTo(golden.moments.populationVariance, 12);
    expect(covariance(golden.samples.normal, golden.samples.normal)).toBeCloseTo(golden.moments.variance, 12);
  });

  it("variance of one value and mean of none are not numbers", () => {
    expect(variance([3])).toBeNaN();
    expect(mean([])).toBeNaN();
    expect(covariance([1], [2])).toBeNaN();
  });

  it("sum keeps small terms beside large ones", () => {
    expect(sum([1e16, 1, -1e16, 1])).toBe(2);
  });

  it("quantiles agree with numpy's linear convention to 1e-12", () => {
    const shares = golden.quantiles.map(([share]) => share!);
    for (const [place, value] of quantiles(golden.samples.normal, shares).entries()) {
      expect(value).toBeCloseTo(golden.quantiles[place]![1]!, 12);
    }
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
  });

  it("midRanks agree with SciPy on ties", () => {
    expect([...midRanks(Float64Array.from(golden.samples.tied))]).toEqual(golden.midRanks);
  });

  it("midRanks add to n(n + 1)/2 for any values", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        expect(sum(midRanks(Float64Array.from(values)))).toBe((values.length * (values.length + 1)) / 2);
      }),
    );
  });
});

describe("sortedOrder", () => {
  it("orders any numbers stably, infinities and zeros of both signs included", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 60 }), (values) => {
        const expected = values
          .map((_, row) => row)
          .sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b));
        expect([...sortedOrder(Float64Array.from(values))]).toEqual(expected);
      }),
    );
  });

  it("orders long arrays with ties and negative numbers as the comparison sort does", () => {
    const random = createRandom(5);
    const values = Float64Array.from({ length: 20_000 }, (_, row) =>
      row % 3 === 0 ? random.integer(50) - 25 : random.normal() * 10 ** (random.integer(40) - 20),
    );
    values[17] = Number.POSITIVE_INFINITY;
    values[18] = Number.NEGATIVE_INFINITY;
    const expected = Uint32Array.from(values.keys()).sort((a, b) =>
      values[a] === values[b] ? a - b : values[a]! - values[b]!,
    );
    expect(sortedOrder(values)).toEqual(expected);
  });
});
