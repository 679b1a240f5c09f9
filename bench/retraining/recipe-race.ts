/**
 * Which rows to retrain on: the recipe race beside the reference's fixed cut of 70 % recent and 30 % historical rows, in worlds
 * of which the truth is known. The truth is a forest fitted to all Telco customers; 5,634 of them are history, recent rows and
 * judges are drawn anew. Changes are against keeping the champion, on 3,000 fresh rows.
 *
 * Run: node --import tsx --conditions=source bench/retraining/recipe-race.ts [repeats] [recent rows]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { createLightgbmTrainer } from "#adapters/lightgbm";
import { type FeatureDefinition, fitFeaturePlan } from "#features";
import { forestMargins, type LoadedModel, parseForest } from "#inference";
import { createRandom, type Random } from "#kernel";
import { logLoss, rocAuc } from "#metrics";
import { forwardFolds, raceRecipes, type Recipe, recipesFor, retrainingOptions } from "#retraining";
import { forecast, withHistory } from "#src/pipelines/retraining/carry-out.js";
import { scoreByChampion } from "#src/pipelines/retraining/champion-scores.js";
import type { RecipeGround } from "#src/pipelines/retraining/rows-to-fit.js";
import { type Pool, rowRange, stackPools, takeRows } from "#src/pipelines/retraining/pool.js";
import type { ColumnBatch } from "#tabular";
import { plainParams, telco } from "../../test/adapters/lightgbm/telco.js";

const repeats = Number(process.argv[2] ?? 3);
const recentCount = Number(process.argv[3] ?? 1400);
const judgeCount = 3000;
const historyCount = 5634;
const dayMs = 86_400_000;
const rounds = 80;
const params = { ...plainParams, max_depth: 3, num_leaves: 8, learning_rate: 0.08 };
const training = { missingAugmentation: 0, seed: 42 };
const options = retrainingOptions.parse({});

const data = telco();
const trainer = createLightgbmTrainer({ workers: 2 });
const names = data.matrix.names.map((_, index) => `f${index}`);
const placeOf = (name: string): number => data.matrix.names.indexOf(name);
const customers: ColumnBatch = {
  rowCount: data.matrix.rowCount,
  fields: names.map((name) => ({ name, type: "number" })),
  columns: data.matrix.columns,
};
const definitions = names.map(
  (name): FeatureDefinition => ({
    name,
    kind: "number",
    expression: { kind: "column", name, type: "number" },
    text: name,
    columns: [name],
    whenMissing: "keep",
    actionable: false,
  }),
);
const column = (name: string, row: number): number => data.matrix.columns[placeOf(name)]![row]!;

async function trueMargins(): Promise<Float64Array> {
  const session = await trainer.open(data);
  const { modelText } = await session.fit({ params, rounds: 120, seed: 7 });
  await session.close();
  return forestMargins(parseForest(modelText), data.matrix);
}

interface World {
  readonly name: string;
  /** How likely a customer is drawn. */
  readonly draw: (row: number) => number;
  /** The true margin now. */
  readonly margin: (margin: number, row: number) => number;
}

const monthly = (row: number): number => column("Contract=Month-to-month", row);
const worlds: readonly World[] = [
  { name: "no drift", draw: () => 1, margin: (margin) => margin },
  {
    name: "covariate shift only",
    draw: (row) => 1 + 3 * monthly(row) * (column("tenure", row) < 24 ? 1 : 0.3),
    margin: (margin) => margin,
  },
  {
    name: "moderate concept drift",
    draw: () => 1,
    margin: (margin, row) => margin - 1.8 * monthly(row) + (column("MonthlyCharges", row) > 70 ? 1.4 : 0),
  },
  { name: "severe concept drift", draw: () => 1, margin: (margin) => -0.8 * margin - 1 },
];

const labelOf = (margin: number, random: Random): number => (random.uniform() < 1 / (1 + Math.exp(-margin)) ? 1 : 0);

function drawn(count: number, world: World, margins: Float64Array, random: Random): Omit<Pool, "recentFrom"> {
  const weights = Float64Array.from({ length: customers.rowCount }, (_, row) => world.draw(row));
  const most = Math.max(...weights);
  const rows: number[] = [];
  while (rows.length < count) {
    const row = random.integer(customers.rowCount);
    if (random.uniform() < weights[row]! / most) rows.push(row);
  }
  const labels = Uint8Array.from(rows, (row) => labelOf(world.margin(margins[row]!, row), random));
  const times = Float64Array.from(rows, (_, place) => 100 * dayMs + Math.floor(place / 20) * dayMs);
  return {
    entities: rows.map((_, place) => `r${place}`),
    times,
    maturedAt: times,
    labels,
    weights: new Float64Array(count).fill(1),
    features: takeRows(customers, Int32Array.from(rows)),
  };
}

interface Quality {
  readonly auc: number;
  readonly logLoss: number;
}

const qualityOf = (labels: Uint8Array, probabilities: Float64Array): Quality => ({
  auc: rocAuc(labels, probabilities),
  logLoss: logLoss(labels, probabilities),
});

const less = (left: Quality, right: Quality): Quality => ({
  auc: left.auc - right.auc,
  logLoss: left.logLoss - right.logLoss,
});

/** One history, one champion, one recent stretch, judged on fresh rows of the same world. */
async function runOnce(world: World, margins: Float64Array, seed: string): Promise<Record<string, Quality>> {
  const random = createRandom(seed);
  const still = worlds[0]!;
  const past = drawn(historyCount, still, margins, random);
  const history = { ...past, times: past.times.map((time) => time - 300 * dayMs) };
  const recent = drawn(recentCount, world, margins, random);
  const judges = drawn(judgeCount, world, margins, random);
  const plan = fitFeaturePlan(definitions, history.features);
  const session = await trainer.open({
    matrix: { rowCount: historyCount, names, categorical: [], columns: history.features.columns as Float64Array[] },
    labels: history.labels,
  });
  const { modelText } = await session.fit({ params, rounds, seed: 42 });
  await session.close();
  const document = { plan, calibrator: { kind: "identity" }, rounds, params } as unknown as LoadedModel["document"];
  const champion = { version: 1, document, boosterText: modelText };
  // Judges come last and are never trained on.
  const pool = stackPools(stackPools(history, recent), judges);
  const whole: Pool = { ...pool, recentFrom: historyCount };
  const ground = {
    pool: whole,
    champion,
    params,
    rounds,
    definitions,
    training,
    scores: scoreByChampion(champion, whole),
  };
  const test = rowRange(historyCount + recentCount, historyCount + recentCount + judgeCount);
  const judge = async (recipe: Recipe, train: Int32Array, from: RecipeGround = ground): Promise<Quality> =>
    qualityOf(
      judges.labels,
      await forecast(recipe, { train, test }, { ...ground, ...from }, { now: whole.times[train.at(-1)!]!, trainer }),
    );
  const all = rowRange(0, historyCount + recentCount);
  const recipes = recipesFor(options, true);
  const keep = await judge(recipes[0]!, all);
  const folds = forwardFolds(recent.maturedAt, options.origins);
  const race = await raceRecipes({ recipes, folds, labels: recent.labels, weights: recent.weights }, (recipe, fold) => {
    const rows = { train: withHistory(fold.trainRows, whole), test: fold.testRows.map((row) => row + historyCount) };
    return forecast(recipe, rows, ground, { now: fold.origin, trainer });
  });
  const fixed = Int32Array.from([
    ...rowRange(0, Math.round((recentCount * 3) / 7)),
    ...rowRange(historyCount, historyCount + recentCount),
  ]);
  const results: Record<string, Quality> = { "fixed 70/30": less(await judge(recipes[2]!, fixed), keep) };
  for (const recipe of recipes.slice(1)) results[recipe.name] = less(await judge(recipe, all), keep);
  results["race"] = race.winner === "keep" ? { auc: 0, logLoss: 0 } : results[race.winner]!;
  winners.push(`${world.name}: ${race.winner}`);
  return results;
}

const winners: string[] = [];
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const round = (value: number): number => Math.round(1e4 * value) / 1e4;
const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;

const margins = await trueMargins();
const table: Record<string, Record<string, Quality>> = {};
for (const world of worlds) {
  const runs: Record<string, Quality>[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1)
    runs.push(await runOnce(world, margins, `${world.name} ${repeat}`));
  table[world.name] = Object.fromEntries(
    Object.keys(runs[0]!).map((name) => [
      name,
      {
        auc: round(mean(runs.map((run) => run[name]!.auc))),
        logLoss: round(mean(runs.map((run) => run[name]!.logLoss))),
      },
    ]),
  );
  process.stdout.write(
    `\n${world.name}, ${recentCount} recent rows: change of AUC (log loss) against keeping the champion\n`,
  );
  for (const [name, { auc, logLoss: loss }] of Object.entries(table[world.name]!)) {
    process.stdout.write(`  ${name.padEnd(14)} ${signed(auc)} (${signed(loss)})\n`);
  }
}
await trainer.close();
process.stdout.write(`\nwinners: ${winners.join(", ")}\n`);
mkdirSync("bench/results", { recursive: true });
const file = `bench/results/recipe-race-${recentCount}.json`;
writeFileSync(file, `${JSON.stringify({ repeats, recentCount, judgeCount, table, winners }, null, 2)}\n`);
