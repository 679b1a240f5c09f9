import { createRandom, shuffledIndices } from "#kernel";
import { describe, expect, it } from "vitest";

describe("createRandom", () => {
  it("repeats the same stream for the same seed and differs for another", () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, createRandom(seed).uniform);
    expect(draw(42)).toEqual(draw(42));
    expect(draw(42)).not.toEqual(draw(43));
  });

  it("gives forks that do not depend on how much of the parent was used", () => {
    const fresh = createRandom(1).fork("trial");
    const used = createRandom(1);
    used.uniform();
    expect(used.fork("trial").uniform()).toBe(fresh.uniform());
  });

  it("is uniform and normal to within five standard errors over 100,000 draws", () => {
    const random = createRandom("moments");
    const n = 100_000;
    let sum = 0;
    let normalSum = 0;
    let normalSquares = 0;
    for (let index = 0; index < n; index += 1) {
      sum += random.uniform();
      const z = random.normal();
      normalSum += z;
      normalSquares += z * z;
    }
    expect(Math.abs(sum / n - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(normalSum / n)).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(normalSquares / n - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  });
});

describe("shuffledIndices", () => {
  it("is a permutation", () => {
    const order = shuffledIndices(1000, createRandom(7));
    expect([...order].sort((left, right) => left - right)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  });
});
