import { createRowFeatures, encodeFeatures, fitFeaturePlan } from "#features";
import { forestProbabilities, parseForest } from "#inference";
import type { TrueProbability } from "#simulation";
import { cleanRow, type ColumnBatch, type Row, type SchemaContract } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import type { SpelledRows } from "./labelled-rows.js";

/** Fixed, so that a world never depends on what a search found: close to the best of the example, and smooth. */
const params = {
  max_depth: 3,
  num_leaves: 8,
  learning_rate: 0.08,
  min_child_samples: 20,
  feature_fraction: 0.7,
  bagging_fraction: 0.8,
  bagging_freq: 1,
  lambda_l1: 0,
  lambda_l2: 0,
} as const;
const rounds = 80;
const seed = 20260101;

/** Feature values of rows as they are spelled; what breaks the contract counts as missing. */
function featuresOf(
  settings: Pick<PipelineSettings, "contract" | "definitions">,
): (rows: readonly Row[]) => ColumnBatch {
  const rowFeatures = createRowFeatures(settings.definitions);
  const { contract } = settings;
  return (rows) => rowFeatures(rows.map((row) => cleanRow(contract, row).values));
}

function rowsOf({ rowCount, columns }: SpelledRows, contract: SchemaContract): readonly Row[] {
  const names = Object.keys(contract.columns);
  return Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(names.map((name) => [name, columns[name]![row]])),
  );
}

/**
 * Fits the truth of a world: boosted trees on every labelled row, with fixed parameters.
 * @returns the chance of the positive outcome of customers
 */
export async function fitTrueProbability(
  rows: SpelledRows,
  settings: Pick<PipelineSettings, "contract" | "definitions">,
  ports: PipelinePorts,
): Promise<TrueProbability> {
  const spelled = featuresOf(settings);
  const features = spelled(rowsOf(rows, settings.contract));
  const plan = fitFeaturePlan(settings.definitions, features);
  const trainer = await ports.trainer();
  const session = await trainer.open({ matrix: encodeFeatures(plan, features), labels: rows.labels });
  try {
    const { modelText } = await session.fit({ params, rounds, seed });
    const forest = parseForest(modelText);
    return (customers) => forestProbabilities(forest, encodeFeatures(plan, spelled(customers)));
  } finally {
    await session.close();
  }
}
