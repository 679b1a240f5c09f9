import { createRandom } from "#kernel";
import {
  boundedLossDifferences,
  type EProcess,
  extendEProcess,
  isProvenBetter,
  lossDifferenceBound,
  mergeEProcesses,
  startEProcess,
} from "#validation";
import { array, assert, double, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { noisyModel, syntheticRows } from "./synthetic.js";

function shard(label: string): EProcess {
  const random = createRandom(label);
  return extendEProcess(
    startEProcess(1),
    Float64Array.from({ length: 50 }, () => random.uniform() - 0.3),
  );
}

const differences = array(double({ min: -1, max: 1, noNaN: true }), { maxLength: 60 });

describe("e-process", () => {
  test("starts at 1 and bets nothing on the first row", () => {
    const one = extendEProcess(startEProcess(1), Float64Array.of(1));
    expect(one).toEqual({ logWealth: 0, highestLogWealth: 0, rows: 1, sum: 1, sumSquares: 1, bound: 1 });
  });

  test("multiplies by 1 + stake · difference, the stake from earlier rows only", () => {
    // By hand: after the row 1 with 20 prior rows of spread 1/4, mean 1/21, second moment (1 + 20/16)/21, stake 1/2.25 = 4/9.
    const two = extendEProcess(startEProcess(2), Float64Array.of(2, -1));
    expect(two.logWealth).toBeCloseTo(Math.log(1 - (4 / 9) * 0.5), 12);
  });

  test("is the same in one piece or in many", () => {
    assert(
      property(differences, integer({ min: 0, max: 60 }), (rows, cut) => {
        const whole = extendEProcess(startEProcess(1), Float64Array.from(rows));
        const first = extendEProcess(startEProcess(1), Float64Array.from(rows.slice(0, cut)));
        expect(extendEProcess(first, Float64Array.from(rows.slice(cut)))).toEqual(whole);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  test("never loses everything, whatever the rows", () => {
    assert(
      property(differences, (rows) => {
        expect(Number.isFinite(extendEProcess(startEProcess(1), Float64Array.from(rows)).logWealth)).toBe(true);
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  test("joins shards in any order", () => {
    const [a, b, c] = [shard("a"), shard("b"), shard("c")];
    const left = mergeEProcesses(mergeEProcesses(a, b), c);
    const right = mergeEProcesses(a, mergeEProcesses(c, b));
    expect(left.rows).toBe(150);
    expect(left.logWealth).toBeCloseTo(a.logWealth + b.logWealth + c.logWealth, 12);
    expect(right.logWealth).toBeCloseTo(left.logWealth, 12);
  });

  test("refuses differences beyond its bound and shards with other bounds", () => {
    expect(() => extendEProcess(startEProcess(1), Float64Array.of(1.5))).toThrow(
      expect.objectContaining({ code: "validation/difference-out-of-bounds" }),
    );
    expect(() => extendEProcess(startEProcess(1), Float64Array.of(Number.NaN))).toThrow(
      expect.objectContaining({ code: "validation/difference-out-of-bounds" }),
    );
    expect(() => mergeEProcesses(startEProcess(1), startEProcess(2))).toThrow(
      expect.objectContaining({ code: "validation/bounds-differ" }),
    );
  });

  test("looked at after every row, calls an equal challenger better in at most 5 % of runs", () => {
    let proven = 0;
    for (let run = 0; run < 300; run += 1) {
      const random = createRandom(`null ${run}`);
      const rows = Float64Array.from({ length: 1000 }, () => (random.uniform() < 0.5 ? 0.4 : -0.4));
      if (isProvenBetter(extendEProcess(startEProcess(1), rows))) proven += 1;
    }
    expect(proven / 300).toBeLessThanOrEqual(0.05);
    expect(proven).toBeGreaterThan(0);
  });

  test("proves a challenger with log loss about .015 lower within 10,000 rows, and never the other way round", () => {
    const random = createRandom("shadow");
    const rows = syntheticRows(10_000, random.fork("rows"));
    const good = noisyModel(rows, 0.2, random.fork("good"));
    const poor = noisyModel(rows, 0.6, random.fork("poor"));
    const forward = extendEProcess(startEProcess(), boundedLossDifferences(rows.labels, good, poor));
    const backward = extendEProcess(startEProcess(), boundedLossDifferences(rows.labels, poor, good));
    expect(isProvenBetter(forward)).toBe(true);
    expect(isProvenBetter(backward)).toBe(false);
  });
});

describe("bounded loss differences", () => {
  test("stay within their bound for certain models that are wrong", () => {
    const rows = boundedLossDifferences(Uint8Array.of(1, 0), Float64Array.of(1, 0), Float64Array.of(0, 1));
    expect(rows[0]).toBeCloseTo(lossDifferenceBound, 12);
    expect(rows[1]).toBeCloseTo(lossDifferenceBound, 12);
    expect(extendEProcess(startEProcess(), rows).rows).toBe(2);
  });
});
