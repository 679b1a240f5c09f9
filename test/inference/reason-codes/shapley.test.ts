import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLightgbmScorerFactory, createLightgbmTrainer } from "#adapters/lightgbm";
import type { Scorer, ScorerFactory } from "#inference";
import { createRandom } from "#kernel";
import type { Forest } from "#src/inference/forest/forest.js";
import { fieldOf, numbersOf, readModelText } from "#src/inference/forest/model-text.js";
import { parseForest } from "#src/inference/forest/parse-forest.js";
import { goesLeft } from "#src/inference/forest/walk-row.js";
import type { FeatureMatrix } from "#tabular";

const inputCount = 8;
const rowCount = 600;
const random = createRandom("shapley");

/** Numbers with gaps, a 0/1 input and a categorical one; the label hangs on interactions of them. */
function makeRows(): { matrix: FeatureMatrix; labels: Uint8Array } {
  const columns = Array.from({ length: inputCount }, (_, input) =>
    Float64Array.from({ length: rowCount }, () => {
      if (input === 6) return random.integer(2);
      if (input === 7) return random.integer(5);
      return random.uniform() < 0.08 ? Number.NaN : Math.round(random.normal() * 8) / 4;
    }),
  );
  const at = (input: number, row: number): number => columns[input]![row]! || 0;
  const labels = Uint8Array.from({ length: rowCount }, (_, row) => {
    const margin = at(0, row) * at(1, row) + (at(6, row) === 1 ? at(2, row) : -at(3, row)) + (at(7, row) === 3 ? 2 : 0);
    return random.uniform() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
  });
  return { matrix: { rowCount, names: columns.map((_, input) => `x${input}`), categorical: [7], columns }, labels };
}

/** Training rows that came through each node and ended in each leaf, as the model text says, in the forest's places. */
function coversOf(text: string): { nodes: Float64Array; leaves: Float64Array } {
  const { trees } = readModelText(text);
  const counts = (name: string, one: number): Float64Array =>
    Float64Array.from(trees.flatMap((tree) => [...numbersOf(tree, name, Number(fieldOf(tree, "num_leaves")) - one)]));
  return { nodes: counts("internal_count", 1), leaves: counts("leaf_count", 0) };
}

/** The tree's expected margin when only the inputs in `known` are: unknown splits are averaged by cover. */
function conditionalExpectation(
  forest: Forest,
  covers: ReturnType<typeof coversOf>,
  row: Float64Array,
  known: number,
): number {
  const coverOf = (node: number): number => (node < 0 ? covers.leaves[~node]! : covers.nodes[node]!);
  const expected = (node: number): number => {
    if (node < 0) return forest.leafValues[~node]!;
    const feature = forest.features[node]!;
    const [left, right] = [forest.left[node]!, forest.right[node]!];
    if ((known >> feature) & 1) return expected(goesLeft(forest, node, row[feature]!) ? left : right);
    const [a, b] = [coverOf(left), coverOf(right)];
    return (a * expected(left) + b * expected(right)) / (a + b);
  };
  return [...forest.roots].reduce((sum, root) => sum + expected(root), 0);
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/** Shapley values by their definition: all 2^inputs subsets. */
function shapleyValues(forest: Forest, covers: ReturnType<typeof coversOf>, row: Float64Array): Float64Array {
  const values = Float64Array.from({ length: 1 << inputCount }, (_, known) =>
    conditionalExpectation(forest, covers, row, known),
  );
  const phi = new Float64Array(inputCount + 1);
  for (let known = 0; known < values.length; known += 1) {
    const size = known.toString(2).replaceAll("0", "").length;
    for (let input = 0; input < inputCount; input += 1) {
      if ((known >> input) & 1) continue;
      const weight = (factorial(size) * factorial(inputCount - size - 1)) / factorial(inputCount);
      phi[input]! += weight * (values[known | (1 << input)]! - values[known]!);
    }
  }
  phi[inputCount] = values[0]!;
  return phi;
}

describe("contributions of the library", () => {
  const { matrix, labels } = makeRows();
  let text: string;
  let factory: ScorerFactory;
  let scorer: Scorer;
  beforeAll(async () => {
    const trainer = createLightgbmTrainer({ workers: 1 });
    const session = await trainer.open({ matrix, labels });
    const params = {
      learning_rate: 0.2,
      num_leaves: 9,
      max_depth: 5,
      min_child_samples: 8,
      feature_fraction: 1,
      bagging_fraction: 1,
      bagging_freq: 0,
      lambda_l1: 0,
      lambda_l2: 0.5,
    };
    text = (await session.fit({ params, rounds: 12, seed: 3 })).modelText;
    await trainer.close();
    factory = createLightgbmScorerFactory({ workers: 1 });
    scorer = await factory.open(text);
  });
  afterAll(() => factory.close());

  it("are the Shapley values of the trees' conditional expectation, within 1e-9", async () => {
    const contributions = await scorer.contributions(matrix);
    const forest = parseForest(text);
    const covers = coversOf(text);
    expect(new Set(forest.features).size).toBe(inputCount);
    let largest = 0;
    for (let row = 0; row < rowCount; row += 30) {
      const values = Float64Array.from(matrix.columns, (column) => column[row]!);
      const brute = shapleyValues(forest, covers, values);
      const found = contributions.subarray(row * (inputCount + 1), (row + 1) * (inputCount + 1));
      for (const [place, value] of brute.entries()) largest = Math.max(largest, Math.abs(value - found[place]!));
    }
    expect(largest).toBeLessThan(1e-9);
  });

  it("add up to the margin, within 1e-6", async () => {
    const [contributions, margins] = [await scorer.contributions(matrix), await scorer.margins(matrix)];
    const differences = margins.map((margin, row) => {
      const parts = contributions.subarray(row * (inputCount + 1), (row + 1) * (inputCount + 1));
      return Math.abs(parts.reduce((sum, part) => sum + part, 0) - margin);
    });
    expect(Math.max(...differences)).toBeLessThan(1e-6);
  });
});
