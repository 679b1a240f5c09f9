import type { Objective, StudyOptions } from "#tuning";

export const killedStudyTrials = 24;

export const killedStudyOptions: StudyOptions = {
  name: "killed",
  seed: 11,
  space: {
    x: { kind: "float", low: -2, high: 2 },
    n: { kind: "int", low: 1, high: 100, log: true },
    k: { kind: "categorical", choices: ["a", "b"] },
  },
  sampler: { kind: "tpe", startupTrials: 5 },
  pruner: { kind: "wilcoxon", pThreshold: 0.2 },
};

/** Five folds, each after a delay. */
export function foldedObjective(delayMs: number): Objective {
  return async (trial) => {
    const base = Number(trial.params["x"]) ** 2 + Math.log10(Number(trial.params["n"]));
    const value = base + (trial.params["k"] === "a" ? 0 : 0.3);
    for (let fold = 0; fold < 5; fold += 1) {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      trial.report(fold, value + 0.05 * Math.sin(fold * 3 + 5 * value));
      if (fold < 4 && trial.shouldPrune()) return { state: "pruned" };
    }
    return { state: "complete", value };
  };
}
