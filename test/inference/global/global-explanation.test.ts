import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLightgbmScorerFactory, createLightgbmTrainer } from "#adapters/lightgbm";
import { encodeFeatures, type FeatureDefinition, fitFeaturePlan } from "#features";
import { explainModel, type GlobalExplanation, type Scorer, type ScorerFactory } from "#inference";
import { createRandom } from "#kernel";
import type { ColumnBatch } from "#tabular";

const rowCount = 1500;
const random = createRandom("global");

const definitions = (["slope", "left", "right", "noise", "plan"] as const).map(
  (name): FeatureDefinition => ({
    name,
    kind: name === "plan" ? "category" : "number",
    expression: { kind: "column", name, type: name === "plan" ? "text" : "number" },
    text: name,
    columns: [name],
    whenMissing: "keep",
    actionable: false,
  }),
);

/** `left` and `right` matter only together, `slope` alone, `noise` not at all. */
function makeRows(): { features: ColumnBatch; labels: Uint8Array } {
  const numbers = Array.from({ length: 4 }, () => Float64Array.from({ length: rowCount }, () => random.normal()));
  const plans = Array.from({ length: rowCount }, () => (random.integer(3) === 0 ? "gold" : "basic"));
  const labels = Uint8Array.from({ length: rowCount }, (_, row) => {
    const [slope, left, right] = [numbers[0]![row]!, numbers[1]![row]!, numbers[2]![row]!];
    const margin = slope + 2.5 * Math.sign(left) * Math.sign(right) + (plans[row] === "gold" ? 0.8 : 0);
    return random.uniform() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
  });
  const fields = definitions.map(({ name, kind }) => ({ name, type: kind === "number" ? "number" : "text" }) as const);
  return { features: { rowCount, fields, columns: [...numbers, plans] }, labels };
}

describe("global explanation", () => {
  const { features, labels } = makeRows();
  const plan = fitFeaturePlan(definitions, features);
  const matrix = encodeFeatures(plan, features);
  let factory: ScorerFactory;
  let scorer: Scorer;
  let explanation: GlobalExplanation;
  beforeAll(async () => {
    const trainer = createLightgbmTrainer({ workers: 1 });
    const session = await trainer.open({ matrix, labels });
    const params = {
      learning_rate: 0.1,
      num_leaves: 8,
      max_depth: 4,
      min_child_samples: 20,
      feature_fraction: 1,
      bagging_fraction: 1,
      bagging_freq: 0,
      lambda_l1: 0,
      lambda_l2: 1,
    };
    const { modelText } = await session.fit({ params, rounds: 60, seed: 1 });
    await trainer.close();
    factory = createLightgbmScorerFactory({ workers: 1 });
    scorer = await factory.open(modelText);
    explanation = await explainModel({ plan, calibrator: { kind: "identity" } }, { matrix, rowCount }, scorer);
  });
  afterAll(() => factory.close());

  it("ranks features by mean absolute contribution, encodings together, with shares of one whole", async () => {
    const { importance } = explanation;
    expect(importance).toHaveLength(5);
    expect(importance.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(
      importance
        .slice(0, 3)
        .map(({ feature }) => feature)
        .toSorted(),
    ).toEqual(["left", "right", "slope"]);
    const contributions = await scorer.contributions(matrix);
    const width = plan.inputs.length + 1;
    let sum = 0;
    for (let row = 0; row < rowCount; row += rowCount / explanation.rows) {
      sum += Math.abs(contributions[row * width + 4]! + contributions[row * width + 5]!);
    }
    const found = importance.find(({ feature }) => feature === "plan")!.meanAbsolute;
    expect(found).toBeCloseTo(sum / explanation.rows, 12);
  });

  it("shows a rising partial dependence where the label rises, averaged over the sample rows", async () => {
    const slope = explanation.partialDependence.find(({ feature }) => feature === "slope")!;
    expect(slope.points.at(-1)!.probability - slope.points[0]!.probability).toBeGreaterThan(0.3);
    const [first] = slope.points;
    const sample = Float64Array.from({ length: 200 }, (_, place) => Math.floor((place * rowCount) / 200));
    const columns = matrix.columns.map((column, input) =>
      Float64Array.from(sample, (row) => (input === 0 ? (first!.value as number) : column[row]!)),
    );
    const scores = await scorer.probabilities({ ...matrix, rowCount: 200, columns });
    expect(first!.probability).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / 200, 12);
  });

  it("finds the pair of features that matter only together", () => {
    const { interaction } = explanation;
    expect(interaction!.features.toSorted()).toEqual(["left", "right"]);
    expect(interaction!.strength).toBeGreaterThan(0.8);
    const { probabilities } = interaction!.joint;
    expect(probabilities[0]![0]! - probabilities[0]!.at(-1)!).toBeGreaterThan(0.4);
    expect(probabilities.at(-1)!.at(-1)! - probabilities.at(-1)![0]!).toBeGreaterThan(0.4);
  });
});
