import { createLightgbmScorerFactory, createLightgbmTrainer } from "#adapters/lightgbm";
import { brier, confusionAt, ece, f1, findThreshold, logLoss, rocAuc } from "#metrics";
import type { FeatureMatrix } from "#tabular";
import { stratifiedFolds, type TrainingData } from "#training";
import { telco } from "../../test/adapters/lightgbm/telco.js";
import { sound } from "../harness/sound-params.js";

/** Quality of out-of-fold predictions of all customers by one fixed configuration. */
export interface PooledQuality {
  readonly auc: number;
  readonly logLoss: number;
  readonly brier: number;
  readonly ece: number;
  /** At thresholds that are each found on the other folds. */
  readonly f1: number;
}

const folds = 5;
const rounds = 80;

function rowsOf({ matrix, labels }: TrainingData, rows: Int32Array): TrainingData {
  const columns = matrix.columns.map((column) => Float64Array.from(rows, (row) => column[row]!));
  return {
    matrix: { ...matrix, rowCount: rows.length, columns } satisfies FeatureMatrix,
    labels: Uint8Array.from(rows, (row) => labels[row]!),
  };
}

/**
 * Fits five models with fixed parameters and a fixed number of rounds, so that nothing looks at the rows that judge, and scores every
 * customer with the one that did not see it.
 * @param seed of folds and fits
 */
export async function pooledQuality(seed: number): Promise<PooledQuality> {
  const data = telco();
  const { labels } = data;
  const trainer = createLightgbmTrainer({});
  const scorers = createLightgbmScorerFactory({});
  const names = Array.from(labels, (_, row) => String(row));
  const sides = stratifiedFolds(names, labels, { folds, seed });
  const outOfFold = new Float64Array(labels.length);
  for (const { trainRows, validRows } of sides) {
    const session = await trainer.open(rowsOf(data, trainRows));
    const { modelText } = await session.fit({ params: sound, rounds, seed });
    await session.close();
    const scorer = await scorers.open(modelText);
    const scores = await scorer.probabilities(rowsOf(data, validRows).matrix);
    await scorer.close();
    for (const [place, row] of validRows.entries()) outOfFold[row] = scores[place]!;
  }
  await trainer.close();
  await scorers.close();
  const decided = new Float64Array(labels.length);
  for (const { trainRows, validRows } of sides) {
    const [seen, scores] = [
      trainRows.map((row) => labels[row]!),
      Float64Array.from(trainRows, (row) => outOfFold[row]!),
    ];
    const { threshold } = findThreshold(Uint8Array.from(seen), scores, {
      policy: "f1-with-precision-floor",
      floor: 0.6,
    });
    for (const row of validRows) decided[row] = outOfFold[row]! >= threshold ? 1 : 0;
  }
  return {
    auc: rocAuc(labels, outOfFold),
    logLoss: logLoss(labels, outOfFold),
    brier: brier(labels, outOfFold),
    ece: ece(labels, outOfFold),
    f1: f1(confusionAt(labels, decided, 0.5)),
  };
}
