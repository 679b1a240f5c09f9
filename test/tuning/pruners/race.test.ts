import { createRandom } from "#kernel";
import { createPruner } from "#src/tuning/pruners/pruners.js";
import { normalQuantile } from "#statistics";
import type { StudyDirection, TrialRecord } from "#tuning";
import { array, assert, double, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { completeTrial, reportsOf } from "../study-fixtures.js";

const folds = 5;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function complete(number: number, values: readonly number[]): TrialRecord {
  return completeTrial(number, mean(values), { reports: reportsOf(...values) });
}

const running = (values: readonly number[]): TrialRecord =>
  completeTrial(99, 0, { state: "running", value: null, reports: reportsOf(...values) });

/** The best trial's folds are 0; the others' differ from it by ±1 around 10, so the variance between folds is 1. */
const others: readonly TrialRecord[] = [
  complete(0, [0, 0, 0, 0, 0]),
  ...[1, 2, 3, 4].map((number) => complete(number, [9, 11, 9, 11, 10])),
];
const pooledVariance = 1;

function decide(values: readonly number[], more: { percentile?: number; direction?: StudyDirection } = {}): boolean {
  const { percentile = 100, direction = "minimize" } = more;
  const pruner = createPruner({ kind: "race", percentile });
  const sign = direction === "minimize" ? 1 : -1;
  const turned = (trial: TrialRecord): TrialRecord => ({
    ...trial,
    value: trial.value === null ? null : sign * trial.value,
    reports: trial.reports.map(({ step, value }) => ({ step, value: sign * value })),
  });
  const request = { study: "s", direction, trial: turned(running(values)), others: others.map(turned) };
  return pruner.shouldPrune(request);
}

describe("race pruner", () => {
  for (const direction of ["minimize", "maximize"] as const) {
    it(`gives up after one fold where the chance to win falls below a tenth, ${direction}`, () => {
      const bound = normalQuantile(0.9) * Math.sqrt(pooledVariance * (1 - 1 / folds));
      expect(decide([0.999 * bound], { direction })).toBe(false);
      expect(decide([1.001 * bound], { direction })).toBe(true);
    });
  }

  it("asks for a smaller lag the more folds are seen, and after all but one for less than half of it", () => {
    const lagAfter = (seen: number): number =>
      Array.from({ length: 400 }, (_, step) => step / 100).find((lag) => decide(Array(seen).fill(lag) as number[]))!;
    const lags = [1, 2, 3, 4].map(lagAfter);
    expect(lags.toSorted((left, right) => right - left)).toEqual(lags);
    expect(lags[3]).toBeLessThan(lags[0]! / 2);
  });

  it("tells beforehand which value of the next fold is the worst that goes on", () => {
    for (const direction of ["minimize", "maximize"] as const) {
      const sign = direction === "minimize" ? 1 : -1;
      const turned = (trial: TrialRecord): TrialRecord => ({
        ...trial,
        value: trial.value === null ? null : sign * trial.value,
        reports: trial.reports.map(({ step, value }) => ({ step, value: sign * value })),
      });
      const pruner = createPruner({ kind: "race" });
      for (const seen of [[], [0.2], [0.4, -0.3], [0.1, 0.2, 0.1]]) {
        const requestOf = (values: readonly number[]) => ({
          study: "s",
          direction,
          trial: turned(running(values)),
          others: others.map(turned),
        });
        const worst = sign * pruner.worstKept!(requestOf(seen), seen.length)!;
        expect(pruner.shouldPrune(requestOf([...seen, worst - 1e-6]))).toBe(false);
        expect(pruner.shouldPrune(requestOf([...seen, worst + 1e-6]))).toBe(true);
      }
      const few = { study: "s", direction, trial: turned(running([])), others: others.slice(0, 2).map(turned) };
      expect(pruner.worstKept!(few, 0)).toBeUndefined();
    }
  });

  it("keeps a trial that is no worse than the best so far, whatever the others did", () => {
    assert(
      property(array(double({ min: -10, max: 0, noNaN: true }), { minLength: 1, maxLength: 4 }), (values) => {
        expect(decide(values, { percentile: 1 })).toBe(false);
      }),
    );
  });

  it("gives up on what is behind the share to keep on the folds so far, even when it may still win", () => {
    const close = [0, 0.01, 0.02, 0.03, 0.04].map((shift, number) => complete(number, [shift, 3, -3, 3, -3]));
    const decideWith = (percentile: number): boolean =>
      createPruner({ kind: "race", percentile, risk: 0.001 }).shouldPrune({
        study: "s",
        direction: "minimize",
        trial: running([0.025]),
        others: close.map((trial, number) => ({ ...trial, value: number / 100 })),
      });
    expect(decideWith(50)).toBe(true);
    expect(decideWith(80)).toBe(false);
  });

  it("waits for enough complete trials", () => {
    const request = { study: "s", direction: "minimize", trial: running([100]) } as const;
    const pruner = createPruner({ kind: "race" });
    expect(pruner.shouldPrune({ ...request, others: others.slice(0, 3) })).toBe(false);
    expect(pruner.shouldPrune({ ...request, others })).toBe(true);
  });

  it("gives up on a trial with a fold that is not a number", () => {
    expect(decide([Number.NaN])).toBe(true);
  });

  it("saves at least 40 % of the folds of trials that share fold effects and ends within .001 of the best", () => {
    const outcomes = Array.from({ length: 40 }, (_, seed) => simulatedStudy(seed));
    expect(mean(outcomes.map(({ folds: used }) => used))).toBeLessThan(0.6 * folds * trials);
    expect(mean(outcomes.map(({ regret }) => regret))).toBeLessThan(0.0005);
    expect(mean(outcomes.map(({ regret }) => Number(regret > 0.001)))).toBeLessThan(0.1);
  });
});

const trials = 50;

/** Fifty trials with losses as measured on the churn example: folds differ by .01, trials by .006, their interplay by .002. */
function simulatedStudy(seed: number): { readonly folds: number; readonly regret: number } {
  const random = createRandom(`race ${seed}`);
  const pruner = createPruner({ kind: "race" });
  const foldEffects = Array.from({ length: folds }, () => 0.01 * random.normal());
  const records: TrialRecord[] = [];
  let used = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let number = 0; number < trials; number += 1) {
    const level = 0.408 + 0.006 * Math.abs(random.normal());
    const losses = foldEffects.map((effect) => level + effect + 0.002 * random.normal());
    best = Math.min(best, mean(losses));
    let seen = 1;
    const gaveUp = (): boolean =>
      pruner.shouldPrune({ study: "s", direction: "minimize", trial: running(losses.slice(0, seen)), others: records });
    while (seen < folds && !gaveUp()) seen += 1;
    used += seen;
    const isPruned = seen < folds;
    records.push({ ...complete(number, losses.slice(0, seen)), state: isPruned ? "pruned" : "complete" });
  }
  const kept = records.filter(({ state }) => state === "complete").map(({ value }) => value!);
  return { folds: used, regret: Math.min(...kept) - best };
}
