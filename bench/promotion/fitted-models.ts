import type { createLightgbmScorerFactory, createLightgbmTrainer } from "#adapters/lightgbm";
import { type Random, shuffledIndices } from "#kernel";
import type { FeatureMatrix } from "#tabular";
import { type BoosterParams, fitLogisticRegression, logisticProbabilities } from "#training";
import { telco } from "../../test/adapters/lightgbm/telco.js";
import { sound } from "../harness/sound-params.js";

/** How a model is made. */
export interface Recipe {
  readonly name: string;
  /** Rows it learns from. */
  readonly rows: number;
  /** Share of training labels that are turned round. */
  readonly flipped?: number;
  /** Columns of the raw data that it does not see. */
  readonly without?: readonly string[];
  readonly kind?: "boosted" | "over-fit" | "few rounds" | "logistic";
}

/** The example's customers with a known truth, from which fresh labelled rows can be drawn without end. */
export interface KnownWorld {
  readonly matrix: FeatureMatrix;
  /** Churn probability per customer: a boosted model of all real rows, which is taken for the truth. */
  readonly truth: Float64Array;
  /** Slice of each customer. */
  readonly contract: { readonly levels: readonly string[]; readonly codes: Int32Array };
  /** Scores of a model of the recipe for every customer. */
  fit(recipe: Recipe, random: Random): Promise<Float64Array>;
}

/** Rows drawn with replacement, with labels drawn from the truth. */
export function drawRows(
  truth: Float64Array,
  count: number,
  random: Random,
): { readonly rows: Int32Array; readonly labels: Uint8Array } {
  const rows = Int32Array.from({ length: count }, () => random.integer(truth.length));
  return { rows, labels: Uint8Array.from(rows, (row) => Number(random.uniform() < truth[row]!)) };
}

/** Mean log loss of scores on all the truth, without sampling noise. */
export function trueLogLoss(truth: Float64Array, scores: Float64Array): number {
  const total = truth.reduce(
    (sum, p, row) => sum - p * Math.log(scores[row]!) - (1 - p) * Math.log(1 - scores[row]!),
    0,
  );
  return total / truth.length;
}

/** F1 at a threshold on all the truth. */
export function trueF1(truth: Float64Array, scores: Float64Array, threshold: number): number {
  let [hits, chosen, positives] = [0, 0, 0];
  for (const [row, p] of truth.entries()) {
    positives += p;
    if (scores[row]! < threshold) continue;
    chosen += 1;
    hits += p;
  }
  return (2 * hits) / (chosen + positives);
}

const overfit: BoosterParams = { ...sound, learning_rate: 0.3, num_leaves: 64, max_depth: 8, min_child_samples: 1 };
const rounds = 80;

function selected(matrix: FeatureMatrix, rows: Int32Array, without: readonly string[]): FeatureMatrix {
  const isKept = (name: string): boolean => !without.includes(name.split("=", 1)[0]!);
  const kept = matrix.names.flatMap((name, index) => (isKept(name) ? [index] : []));
  return {
    rowCount: rows.length,
    names: kept.map((index) => matrix.names[index]!),
    categorical: [],
    columns: kept.map((index) => Float64Array.from(rows, (row) => matrix.columns[index]![row]!)),
  };
}

interface Tools {
  readonly trainer: ReturnType<typeof createLightgbmTrainer>;
  readonly scorers: ReturnType<typeof createLightgbmScorerFactory>;
}

async function boosted(
  data: { readonly matrix: FeatureMatrix; readonly labels: Uint8Array },
  all: FeatureMatrix,
  fit: { readonly params: BoosterParams; readonly rounds: number; readonly seed: number },
  { trainer, scorers }: Tools,
): Promise<Float64Array> {
  const session = await trainer.open(data);
  const { modelText } = await session.fit(fit);
  await session.close();
  const scorer = await scorers.open(modelText);
  const scores = await scorer.probabilities(all);
  await scorer.close();
  return scores;
}

/** Opens the world; the truth is fitted once. */
export async function openWorld(tools: Tools): Promise<KnownWorld> {
  const { matrix, labels } = telco();
  const everyone = Int32Array.from({ length: matrix.rowCount }, (_, row) => row);
  const truth = await boosted({ matrix, labels }, matrix, { params: sound, rounds, seed: 1 }, tools);
  const levels = matrix.names.filter((name) => name.startsWith("Contract="));
  const columns = levels.map((name) => matrix.columns[matrix.names.indexOf(name)]!);
  return {
    matrix,
    truth,
    contract: { levels, codes: everyone.map((row) => columns.findIndex((column) => column[row] === 1)) },
    fit: async ({ rows: count, flipped = 0, without = [], kind = "boosted" }, random) => {
      const drawn = drawRows(truth, count, random);
      const turned = new Set(shuffledIndices(count, random).subarray(0, Math.round(flipped * count)));
      const seen = drawn.labels.map((label, place) => (turned.has(place) ? 1 - label : label));
      const train = { matrix: selected(matrix, drawn.rows, without), labels: seen };
      const all = selected(matrix, everyone, without);
      if (kind === "logistic") return logisticProbabilities(fitLogisticRegression(train), all);
      const fit = {
        params: kind === "over-fit" ? overfit : sound,
        rounds: kind === "few rounds" ? 15 : rounds,
        seed: random.integer(1_000_000),
      };
      return boosted(train, all, fit, tools);
    },
  };
}
