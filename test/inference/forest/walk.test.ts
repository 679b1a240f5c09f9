import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLightgbmScorerFactory, createLightgbmTrainer } from "#adapters/lightgbm";
import {
  createForestScorerFactory,
  forestLeaves,
  forestMarginOfRow,
  forestMargins,
  forestProbabilities,
  forestProbabilityOfRow,
  parseForest,
  type ScorerFactory,
} from "#inference";
import { createRandom, type Random } from "#kernel";
import type { FeatureMatrix } from "#tabular";
import type { Trainer } from "#training";

const rowCount = 1500;
const levels = 70;

/** Plain numbers, numbers with NaN, many zeros with NaN, few distinct numbers, and two categorical inputs with NaN. */
function drawColumn(kind: number, random: Random): Float64Array {
  const draws = [
    () => random.uniform() * 4 - 2,
    () => (random.uniform() < 0.2 ? Number.NaN : random.uniform() * 100),
    () => (random.uniform() < 0.5 ? 0 : random.uniform() < 0.2 ? Number.NaN : random.uniform() - 0.5),
    () => random.integer(4),
    () => (random.uniform() < 0.1 ? Number.NaN : random.integer(levels)),
    () => random.integer(3),
  ];
  return Float64Array.from({ length: rowCount }, draws[kind]!);
}

function drawData(random: Random): { matrix: FeatureMatrix; labels: Uint8Array } {
  const columns = [0, 1, 2, 3, 4, 5].map((kind) => drawColumn(kind, random));
  const effect = Float64Array.from({ length: levels }, () => random.uniform() * 2 - 1);
  const labels = Uint8Array.from({ length: rowCount }, (_, row) => {
    const [plain, holey, zeros, few, level] = columns.map((column) => column[row]!);
    const margin =
      Math.sin(plain! * 2) +
      (Number.isNaN(holey!) ? 1 : holey! / 100) +
      (Number.isNaN(zeros!) ? -1 : zeros! * 2) +
      (few === 2 ? 0.5 : 0) +
      (Number.isNaN(level!) ? 0.7 : effect[level!]! * 2);
    return random.uniform() < 1 / (1 + Math.exp(0.8 - margin)) ? 1 : 0;
  });
  return { matrix: { rowCount, names: ["a", "b", "c", "d", "e", "f"], categorical: [4, 5], columns }, labels };
}

const strange = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1e-36,
  -1e-40,
  1e-30,
  -1,
  -0.5,
  0.5,
  2.999,
  levels - 1,
  levels,
  4000,
  1e9,
  2_147_483_648,
  4_294_967_297,
  -1e300,
  1e300,
];

/** The drawn rows, then rows in which single values are strange: every strange value in every column. */
function withStrangeRows(matrix: FeatureMatrix): FeatureMatrix {
  const extra = strange.flatMap((value) => matrix.names.map((_, column) => ({ value, column })));
  return {
    ...matrix,
    rowCount: rowCount + extra.length,
    columns: matrix.columns.map((values, index) =>
      Float64Array.from([
        ...values,
        ...extra.map(({ value, column }, row) => (column === index ? value : values[row]!)),
      ]),
    ),
  };
}

type Numbers = Float64Array | Int32Array;

/** NaN when any number is NaN or missing. */
function largestDifference(left: Numbers, right: Numbers): number {
  let largest = left.length === right.length ? 0 : Number.NaN;
  for (let index = 0; index < left.length; index += 1) {
    largest = Math.max(largest, Math.abs(left[index]! - right[index]!));
  }
  return largest;
}

const plain = {
  learning_rate: 0.2,
  num_leaves: 24,
  max_depth: -1,
  min_child_samples: 5,
  feature_fraction: 0.9,
  bagging_fraction: 0.8,
  bagging_freq: 1,
  lambda_l1: 0,
  lambda_l2: 0,
};

const variants: [string, Record<string, number | boolean>][] = [
  ["default settings", {}],
  ["zero as missing", { zero_as_missing: true }],
  ["no missing handling", { use_missing: false }],
  ["another sigmoid", { sigmoid: 2.5 }],
  ["no start from the average", { boost_from_average: false }],
  ["one-hot categorical splits", { max_cat_to_onehot: 100 }],
  ["large category sets", { cat_smooth: 1, cat_l2: 1, min_data_per_group: 5, max_cat_threshold: 64 }],
  ["stumps", { num_leaves: 2 }],
  ["dropped trees", { boosting: "dart", drop_rate: 0.3 } as unknown as Record<string, number>],
];

describe("forest walker", () => {
  let trainer: Trainer;
  let library: ScorerFactory;
  beforeAll(() => {
    trainer = createLightgbmTrainer({ workers: 1 });
    library = createLightgbmScorerFactory({ workers: 1 });
  });
  afterAll(async () => {
    await trainer.close();
    await library.close();
  });

  async function fit(
    seed: number,
    params: Record<string, number | boolean>,
  ): Promise<{ text: string; rows: FeatureMatrix }> {
    const { matrix, labels } = drawData(createRandom(seed));
    const session = await trainer.open({ matrix, labels });
    const { modelText } = await session.fit({ params: { ...plain, ...params }, rounds: 25, seed });
    await session.close();
    return { text: modelText, rows: withStrangeRows(matrix) };
  }

  it.each(variants)(
    "agrees with the library within 1e-12 on margins, probabilities and leaves with %s",
    async (_, params) => {
      for (const seed of [1, 2]) {
        const { text, rows } = await fit(seed, params);
        const forest = parseForest(text);
        const scorer = await library.open(text);
        const [margins, probabilities, leaves] = await Promise.all([
          scorer.margins(rows),
          scorer.probabilities(rows),
          scorer.leaves(rows),
        ]);
        const walked = forestMargins(forest, rows);
        const walkedProbabilities = forestProbabilities(forest, rows);
        expect(largestDifference(forestLeaves(forest, rows), leaves)).toBe(0);
        expect(largestDifference(walked, margins)).toBeLessThanOrEqual(1e-12);
        expect(largestDifference(walkedProbabilities, probabilities)).toBeLessThanOrEqual(1e-12);
        expect(new Set(margins).size).toBeGreaterThan(1);
      }
    },
  );

  it("gives a single row the bits of the batch", async () => {
    const { text, rows } = await fit(3, {});
    const forest = parseForest(text);
    const margins = forestMargins(forest, rows);
    const probabilities = forestProbabilities(forest, rows);
    for (let row = 0; row < rows.rowCount; row += 1) {
      const values = Float64Array.from(rows.columns, (column) => column[row]!);
      expect(forestMarginOfRow(forest, values)).toBe(margins[row]);
      expect(forestProbabilityOfRow(forest, values)).toBe(probabilities[row]);
    }
  });

  it("gives trees of a single leaf that leaf's value", async () => {
    const { text, rows } = await fit(4, { min_child_samples: rowCount });
    const forest = parseForest(text);
    const scorer = await library.open(text);
    expect(forest.features).toHaveLength(0);
    expect(forestMargins(forest, rows)).toEqual(Float64Array.from(await scorer.margins(rows)));
    expect(forestLeaves(forest, rows)).toEqual(await scorer.leaves(rows));
  });

  it("walks row by row, with the same bits, when a forest has more category sets than it keeps columns for", async () => {
    const columns = [createRandom(9), createRandom(10)].map((random) => drawColumn(4, random));
    const random = createRandom(11);
    const labels = Uint8Array.from({ length: rowCount }, () => random.integer(2));
    const matrix = { rowCount, names: ["a", "b"], categorical: [0, 1], columns };
    const session = await trainer.open({ matrix, labels });
    const params = { ...plain, min_data_per_group: 1, cat_smooth: 0.1, min_child_samples: 1 };
    const { modelText } = await session.fit({ params, rounds: 150, seed: 5 });
    await session.close();
    const forest = parseForest(modelText);
    expect(forest.categoryStarts.length).toBeGreaterThan(1024);
    const scorer = await library.open(modelText);
    expect(forestMargins(forest, matrix)).toEqual(Float64Array.from(await scorer.margins(matrix)));
  });

  it("refuses rows with another number of inputs", async () => {
    const { text, rows } = await fit(6, { num_leaves: 4 });
    const narrow = { ...rows, names: ["a"], columns: rows.columns.slice(0, 1) };
    expect(() => forestMargins(parseForest(text), narrow)).toThrow(/takes 6 inputs but the rows have 1/);
  });

  it("serves as a scorer without the library, save for contributions", async () => {
    const { text, rows } = await fit(7, {});
    const scorer = await createForestScorerFactory().open(text);
    const forest = parseForest(text);
    expect(scorer.inputCount).toBe(6);
    expect(await scorer.probabilities(rows)).toEqual(forestProbabilities(forest, rows));
    await expect(scorer.contributions(rows)).rejects.toMatchObject({
      kind: "NotReady",
      code: "model/contributions-need-library",
    });
  });
});
