import { binomialSample, bootstrap, mean, multinomialSample, percentileInterval, variance } from "#statistics";
import { createRandom } from "#kernel";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("binomialSample", () => {
  it.each([
    [12, 0.3],
    [1000, 0.004],
    [1000, 0.02],
    [1_000_000, 0.37],
    [5000, 0.93],
  ])("has the mean and variance of Binomial(%d, %d) to within five standard errors", (trials, probability) => {
    const random = createRandom(`binomial ${trials}`);
    const draws = Float64Array.from({ length: 20_000 }, () => binomialSample(trials, probability, random));
    const spread = trials * probability * (1 - probability);
    expect(Math.abs(mean(draws) - trials * probability)).toBeLessThan(5 * Math.sqrt(spread / draws.length));
    expect(Math.abs(variance(draws) / spread - 1)).toBeLessThan(0.06);
  });

  it("fills single outcomes with their exact chances when drawn by rejection", () => {
    const random = createRandom("cells");
    const draws = 200_000;
    const counts = new Float64Array(61);
    for (let draw = 0; draw < draws; draw += 1) counts[binomialSample(60, 0.4, random)]! += 1;
    let chance = 0.6 ** 60;
    for (let count = 0; count <= 60; count += 1) {
      const error = Math.sqrt((chance * (1 - chance)) / draws);
      if (chance * draws > 20) expect(Math.abs(counts[count]! / draws - chance)).toBeLessThan(5 * error);
      chance *= ((60 - count) / (count + 1)) * (0.4 / 0.6);
    }
  });
});

describe("multinomialSample", () => {
  it("always hands out every draw, and none to empty cells", () => {
    const cells = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1000, noNaN: true })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        cells.filter((weights) => weights.some((w) => w > 0)),
        fc.nat(5000),
        fc.nat(),
        (weights, trials, seed) => {
          const counts = multinomialSample(trials, weights, createRandom(seed));
          expect(counts.reduce((total, count) => total + count, 0)).toBe(trials);
          expect(counts.every((count, cell) => count === 0 || weights[cell]! > 0)).toBe(true);
        },
      ),
    );
  });

  it("has the covariance of a multinomial", () => {
    const random = createRandom("multinomial");
    const draws = Array.from({ length: 20_000 }, () => multinomialSample(1409, [200, 174, 135, 900], random));
    const first = draws.map((counts) => counts[0]!);
    const both = draws.map((counts) => counts[0]! + counts[3]!);
    expect(Math.abs(mean(first) - 200)).toBeLessThan(0.5);
    const share = 1100 / 1409;
    expect(variance(both) / (1409 * share * (1 - share))).toBeCloseTo(1, 1);
  });
});

describe("bootstrap", () => {
  it("repeats for a seed and estimates the standard error of a mean", () => {
    const values = Array.from({ length: 400 }, (_, row) => (row * 37) % 101);
    const meanOf = (rows: Uint32Array): number => rows.reduce((total, row) => total + values[row]!, 0) / rows.length;
    const draw = (): Float64Array => bootstrap(400, meanOf, { replicates: 1000, random: createRandom(3) });
    const drawn = draw();
    expect(drawn).toEqual(draw());
    expect(Math.sqrt(variance(drawn)) / Math.sqrt(variance(values) / 400)).toBeCloseTo(1, 1);
    const { low, high } = percentileInterval(drawn);
    expect(low).toBeLessThan(mean(values));
    expect(high).toBeGreaterThan(mean(values));
  });

  it("leaves replicates out of the interval that are not numbers", () => {
    expect(percentileInterval(Float64Array.of(Number.NaN, 1, 3), 0.5)).toEqual({ low: 1.5, high: 2.5 });
    expect(percentileInterval(Float64Array.of(Number.NaN)).low).toBeNaN();
  });
});
