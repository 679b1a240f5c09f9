import { createRandom, shuffledIndices } from "#kernel";
import { nextWord } from "#src/kernel/random.js";
import { describe, expect, it } from "vitest";

describe("nextWord", () => {
  // The first ten outputs of the authors' xoshiro128starstar.c 1.1 from the state 1, 2, 3, 4, as listed in the test of the
  // Rust package rand_xoshiro.
  it("gives the reference implementation's words", () => {
    const state = Uint32Array.of(1, 2, 3, 4);

    expect(Array.from({ length: 10 }, () => nextWord(state))).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });
});

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

describe("integer", () => {
  it("gives every number below the bound equally often, to within five standard errors", () => {
    const random = createRandom("dice");
    const counts = new Array<number>(6).fill(0);
    for (let roll = 0; roll < 60_000; roll += 1) counts[random.integer(6)]! += 1;
    for (const count of counts)
      expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(60_000 * (1 / 6) * (5 / 6)));
  });
});

describe("shuffledIndices", () => {
  it("gives every order of three equally often, to within five standard errors", () => {
    const random = createRandom("orders");
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 12_000; draw += 1) {
      const order = shuffledIndices(3, random).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values())
      expect(Math.abs(count - 2000)).toBeLessThan(5 * Math.sqrt(12_000 * (1 / 6) * (5 / 6)));
  });

  it("is a permutation", () => {
    const order = shuffledIndices(1000, createRandom(7));
    expect([...order].sort((left, right) => left - right)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  });
});
