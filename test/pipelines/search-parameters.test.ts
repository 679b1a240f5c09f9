import { createLightgbmTrainer } from "#adapters/lightgbm";
import { createMemoryRunStore, createMemoryStudyStore } from "#adapters/memory";
import { silentProgress } from "#kernel";
import { searchParameters } from "#src/pipelines/fitting/search-parameters.js";
import {
  type BoosterParams,
  type CrossValidation,
  crossValidate,
  stratifiedFolds,
  type TrainingOptions,
  trainingOptions,
} from "#training";
import type { TrialRecord } from "#tuning";
import { beforeAll, describe, expect, it } from "vitest";
import { telco } from "../adapters/lightgbm/telco.js";
import { tickingClock, withoutTimes } from "../tuning/study-fixtures.js";

const rowCount = 1500;
const options: TrainingOptions = trainingOptions.parse({ trials: 16, folds: 4, maxRounds: 30, earlyStoppingRounds: 5 });

interface Training {
  readonly trials: readonly TrialRecord[];
  readonly runs: number;
  readonly validation: CrossValidation;
  readonly modelText: string;
}

/** A search with its final cross-validation and fit, on so many worker threads. */
async function trainWith(workers: number, seed: number, changes: Partial<TrainingOptions> = {}): Promise<Training> {
  const chosen = { ...options, ...changes, seed };
  const data = telco();
  const columns = data.matrix.columns.map((column) => column.slice(0, rowCount));
  const labels = data.labels.slice(0, rowCount);
  const entities = Array.from(labels, (_, row) => `customer ${row}`);
  const folds = stratifiedFolds(entities, labels, options);
  const trainer = createLightgbmTrainer({ workers });
  try {
    const session = await trainer.open({ matrix: { ...data.matrix, rowCount, columns }, labels });
    const ports = {
      runs: createMemoryRunStore(),
      studies: createMemoryStudyStore(),
      progress: silentProgress,
      trainer: async () => Promise.resolve(trainer),
      clock: tickingClock(),
    };
    const input = { runId: "run", rowCount, folds, options: chosen, fixed: {} };
    const { best, trials } = await searchParameters(input, session, ports);
    const params = best.params as BoosterParams;
    const validation = await crossValidate({ params, folds, rowCount, options: { ...options, seed } }, session);
    const { modelText } = await session.fit({ params, rounds: 20, seed });
    const runs = ports.runs.search({ kind: "trial", parentId: "run", limit: 100 }).length;
    return { trials: withoutTimes(trials) as readonly TrialRecord[], runs, validation, modelText };
  } finally {
    await trainer.close();
  }
}

describe("a search over parameters", () => {
  let alone: Training;
  beforeAll(async () => {
    alone = await trainWith(1, 5);
  }, 30_000);

  it("gives the same study, the same predictions and the same model bytes with one, two and four workers", async () => {
    for (const workers of [2, 4]) expect(await trainWith(workers, 5), `${workers} workers`).toEqual(alone);
  });

  it("draws other parameters for another seed", async () => {
    const other = await trainWith(2, 6);
    expect(other.trials[0]!.params).not.toEqual(alone.trials[0]!.params);
    expect(other.modelText).not.toBe(alone.modelText);
  });

  it("gives up on some trials after their first folds and keeps every trial as a run", () => {
    const pruned = alone.trials.filter(({ state }) => state === "pruned");
    expect(pruned.length).toBeGreaterThan(2);
    expect(alone.trials.length - pruned.length).toBeGreaterThanOrEqual(5);
    for (const { reports } of pruned) expect(reports.length).toBeLessThan(options.folds);
    expect(alone.runs).toBe(options.trials);
  });

  it.each(["percentile", "successive-halving", "hyperband", "median", "none"] as const)(
    "ends with a best set under the pruner %s",
    async (pruner) => {
      const { trials } = await trainWith(2, 5, { pruner, trials: 10 });
      const complete = trials.filter(({ state }) => state === "complete");
      expect(trials).toHaveLength(10);
      expect(complete.length).toBeGreaterThan(0);
      if (pruner === "none") expect(complete).toHaveLength(10);
    },
  );

  it.each(["random", "grid"] as const)("proposes sets by the sampler %s, no two alike", async (sampler) => {
    const { trials } = await trainWith(2, 5, { sampler, trials: 14 });
    expect(new Set(trials.map(({ params }) => JSON.stringify(params))).size).toBe(14);
    expect(trials[13]!.params).not.toEqual(alone.trials[13]!.params);
  });

  it("has the best trial judged as in the final cross-validation, where all folds run side by side", () => {
    const values = alone.trials.flatMap(({ value }) => (value === null ? [] : [value]));
    expect(alone.validation.logLoss).toBe(Math.min(...values));
    expect(alone.validation.isComplete).toBe(true);
    expect(alone.validation.outOfFold.every((probability) => probability > 0 && probability < 1)).toBe(true);
  });
});
