/**
 * What does pruning save, and what does it cost? Whole searches of 50 trials × 5 folds on the example's training rows, seed by
 * seed with each pruner, in both search spaces; the sampler sees what the pruner left. Saved are fold fits; the cost is how
 * much higher the best complete trial's log loss ends than without pruning.
 *
 * The settings of `race` were chosen on seeds below 100; what is stored is of others.
 *
 * Run: npm run build && node --import tsx bench/training/pruning.ts [seeds] [first seed] [spaces] [pruners as JSON]
 */
import { createLightgbmTrainer } from "#adapters/lightgbm";
import { createMemoryStudyStore } from "#adapters/memory";
import {
  type BoosterParams,
  crossValidate,
  searchSpaces,
  stratifiedFolds,
  type TrainerSession,
  type TrainingData,
} from "#training";
import { createStudy, type Objective, optimize, type PrunerOptions } from "#tuning";
import { telco } from "../../test/adapters/lightgbm/telco.js";
import { machine, rounded, saveResult, type TableRow, tableText } from "../harness/report.js";

const [seeds, firstSeed] = [Number(process.argv[2] ?? 12), Number(process.argv[3] ?? 200)];
const spaces = (process.argv[4] ?? "default,reference").split(",") as (keyof typeof searchSpaces)[];
const trials = 50;
const folds = 5;
const limits = { maxRounds: 300, earlyStoppingRounds: 20 };
const usual: readonly PrunerOptions[] = [{ kind: "none" }, { kind: "wilcoxon" }, { kind: "median" }, { kind: "race" }];
/** The first is what the others are compared with. */
const pruners = process.argv[5] === undefined ? usual : (JSON.parse(process.argv[5]) as readonly PrunerOptions[]);
const nameOf = ({ kind, ...settings }: PrunerOptions): string =>
  [kind, ...Object.entries(settings).map(([name, value]) => `${name} ${String(value)}`)].join(", ");
const clock = { now: (): number => Date.now() };

interface Search {
  readonly logLoss: number;
  readonly fits: number;
  readonly rounds: number;
}

function trainingRows(): TrainingData {
  const { matrix, labels } = telco();
  const [outer] = stratifiedFolds(
    Array.from(labels, (_, row) => `row ${row}`),
    labels,
    { folds: 5, seed: 1000 },
  );
  const rows = outer!.trainRows;
  return {
    matrix: {
      ...matrix,
      rowCount: rows.length,
      columns: matrix.columns.map((column) => Float64Array.from(rows, (row) => column[row]!)),
    },
    labels: Uint8Array.from(rows, (row) => labels[row]!),
  };
}

const data = trainingRows();
const { rowCount } = data.matrix;
const trainer = createLightgbmTrainer();

async function search(
  space: keyof typeof searchSpaces,
  pruner: PrunerOptions,
  seed: number,
  session: TrainerSession,
): Promise<Search> {
  const rows = Array.from(data.labels, (_, row) => `row ${row}`);
  const split = stratifiedFolds(rows, data.labels, { folds, seed });
  const count = { fits: 0, rounds: 0 };
  const objective: Objective = async (trial, signal) => {
    const request = { params: trial.params as BoosterParams, folds: split, rowCount, options: { ...limits, seed } };
    let reported = 0;
    const report = (losses: readonly number[]): void => {
      for (; reported < losses.length; reported += 1) trial.report(reported, losses[reported]!);
    };
    const outcome = await crossValidate(
      request,
      session,
      {
        shouldStop: (losses) => {
          report(losses);
          return trial.shouldPrune();
        },
        lossToReach: ({ length }) => trial.worstKept(length),
        lossOnly: true,
      },
      signal,
    );
    report(outcome.foldLogLoss);
    count.fits += outcome.foldLogLoss.length;
    count.rounds += outcome.learningCurves.reduce((sum, curve) => sum + curve.length, 0);
    if (!outcome.isComplete) return { state: "pruned" };
    return { state: "complete", value: outcome.logLoss };
  };
  const study = createStudy(
    { name: "bench", space: searchSpaces[space], seed, pruner },
    { store: createMemoryStudyStore(), clock },
  );
  await optimize(study, objective, { trials, parallelism: trainer.parallelism + 1 }, { clock });
  return { logLoss: study.best().value!, ...count };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function rowOf(pruner: string, searches: readonly Search[], whole: readonly Search[]): TableRow {
  const costs = searches.map(({ logLoss }, seed) => logLoss - whole[seed]!.logLoss);
  const centre = mean(costs);
  const spread = Math.sqrt(mean(costs.map((cost) => (cost - centre) ** 2)) / Math.max(1, costs.length - 1));
  return {
    pruner,
    savedFitsPercent: rounded(100 * (1 - mean(searches.map(({ fits }) => fits)) / (trials * folds)), 1),
    savedRoundsPercent: rounded(
      100 * (1 - mean(searches.map(({ rounds }) => rounds)) / mean(whole.map(({ rounds }) => rounds))),
      1,
    ),
    logLoss: mean(searches.map(({ logLoss }) => logLoss)).toFixed(5),
    lossOverNone: centre.toFixed(5),
    standardError: spread.toFixed(5),
  };
}

const session = await trainer.open(data);
const result: Record<string, unknown> = { machine: machine(), seeds, firstSeed, trials, folds };
for (const space of spaces) {
  const found: Record<string, Search[]> = Object.fromEntries(pruners.map((pruner) => [nameOf(pruner), []]));
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    for (const pruner of pruners) found[nameOf(pruner)]!.push(await search(space, pruner, seed, session));
  }
  const whole = found[nameOf(pruners[0]!)]!;
  const table = Object.entries(found).map(([pruner, searches]) => rowOf(pruner, searches, whole));
  console.log(`\nspace ${space}, seeds ${firstSeed} to ${firstSeed + seeds - 1}\n${tableText(table)}`);
  result[space] = { table, found };
}
await trainer.close();
if (firstSeed >= 100) saveResult("training-pruning", result);
