import { readFileSync } from "node:fs";
import { bracketBudgets, bracketOf } from "#src/tuning/pruners/hyperband.js";
import type { Pruner, PruneRequest } from "#src/tuning/pruners/pruner.js";
import { createPruner } from "#src/tuning/pruners/pruners.js";
import type { PrunerOptions, StudyDirection, TrialRecord } from "#tuning";
import { describe, expect, it } from "vitest";
import { completeTrial, reportsOf } from "../study-fixtures.js";

interface Golden {
  readonly curves: readonly (readonly (number | null)[])[];
  readonly folds: readonly (readonly (number | null)[])[];
  readonly cases: readonly {
    readonly title: string;
    readonly direction: StudyDirection;
    readonly options: PrunerOptions;
    readonly reports: "curves" | "folds";
    readonly prunedAt: readonly (number | null)[];
  }[];
}

const golden = JSON.parse(readFileSync(new URL("../../golden/tuning-pruners.json", import.meta.url), "utf8")) as Golden;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Runs one trial through a pruner. */
function runCurve(pruner: Pruner, values: readonly number[], request: Omit<PruneRequest, "trial">): TrialRecord {
  const number = request.others.length;
  for (let step = 0; step < values.length; step += 1) {
    const reports = reportsOf(...values.slice(0, step + 1));
    const trial = completeTrial(number, Number.NaN, { state: "running", value: null, reports });
    if (pruner.shouldPrune({ ...request, trial })) return { ...trial, state: "pruned" };
  }
  return completeTrial(number, Number.NaN, { reports: reportsOf(...values) });
}

describe("pruners", () => {
  for (const { title, direction, options, reports, prunedAt } of golden.cases) {
    it(`prunes the trials that the reference prunes, at the same step: ${title}, ${direction}`, () => {
      const pruner = createPruner(options);
      const sign = direction === "minimize" ? 1 : -1;
      const others: TrialRecord[] = [];
      for (const curve of golden[reports]) {
        const values = curve.map((value) => (value === null ? Number.NaN : sign * value));
        const trial = runCurve(pruner, values, { study: "study", direction, others });
        const value = reports === "folds" ? mean(values) : values.at(-1)!;
        others.push(trial.state === "pruned" ? trial : { ...trial, value });
      }
      const ours = others.map((trial) => (trial.state === "pruned" ? trial.reports.at(-1)!.step : null));
      expect(ours).toEqual(prunedAt);
      expect(ours.filter((step) => step !== null).length).toBeGreaterThan(5);
    });
  }

  it("never prunes with the pruner none", () => {
    const trial = completeTrial(1, 9, { state: "running", reports: reportsOf(9, 9, 9) });
    const others = [completeTrial(0, 0, { reports: reportsOf(0, 0, 0) })];
    expect(createPruner({ kind: "none" }).shouldPrune({ study: "s", direction: "minimize", trial, others })).toBe(
      false,
    );
  });

  it("waits for a complete trial with the pruner successive-halving when its first step is automatic", () => {
    const pruner = createPruner({ kind: "successive-halving", reduction: 2 });
    const late = completeTrial(2, 0, { state: "running", reports: reportsOf(9, 9) });
    const early = completeTrial(0, 1, { state: "running", reports: reportsOf(1, 1) });
    const whole = completeTrial(1, 1, { reports: Array.from({ length: 100 }, (_, step) => ({ step, value: 1 })) });
    const request = { study: "s", direction: "minimize", trial: late } as const;
    expect(pruner.shouldPrune({ ...request, others: [early] })).toBe(false);
    expect(pruner.shouldPrune({ ...request, others: [early, whole] })).toBe(true);
  });

  it("takes four worse folds out of four for significant with the pruner wilcoxon, and not three", () => {
    const pruner = createPruner({ kind: "wilcoxon" });
    const others = [completeTrial(0, 0.4, { reports: reportsOf(0.4, 0.41, 0.39, 0.4, 0.4) })];
    const decide = (...values: number[]): boolean =>
      pruner.shouldPrune({
        study: "s",
        direction: "minimize",
        trial: completeTrial(1, 0, { state: "running", reports: reportsOf(...values) }),
        others,
      });
    expect(decide(0.5, 0.5, 0.5)).toBe(false);
    expect(decide(0.5, 0.5, 0.5, 0.5)).toBe(true);
  });
});

describe("hyperband brackets", () => {
  // Optuna 5.0.0: HyperbandPruner(min_resource=1, max_resource=81, reduction_factor=3), study name "study".
  it("have the reference's budgets", () => {
    expect(bracketBudgets(1, 81, 3)).toEqual([81, 34, 15, 8, 5]);
  });

  it("take the reference's trials", () => {
    const budgets = bracketBudgets(1, 81, 3);
    const brackets = Array.from({ length: 12 }, (_, number) => bracketOf("study", number, budgets));
    expect(brackets).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
  });

  it("hide the trials of other brackets from the sampler", () => {
    const trials = Array.from({ length: 12 }, (_, number) => completeTrial(number, 1));
    const pruner = createPruner({ kind: "hyperband", maxResource: 81 });
    expect(pruner.peersOf("study", 8, trials).map((trial) => trial.number)).toEqual([0, 8]);
  });
});
