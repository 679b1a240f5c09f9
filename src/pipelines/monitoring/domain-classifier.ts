import { createForestScorerFactory } from "#inference";
import { createRandom, shuffledIndices } from "#kernel";
import type { FeatureMatrix } from "#tabular";
import type { BoosterParams, Trainer } from "#training";

const folds = 4;
const rounds = 30;
const params: BoosterParams = {
  learning_rate: 0.1,
  num_leaves: 8,
  max_depth: 4,
  min_child_samples: 20,
  feature_fraction: 0.8,
  bagging_fraction: 1,
  bagging_freq: 0,
  lambda_l1: 0,
  lambda_l2: 5,
};

/** What a domain classifier says of rows it did not see. */
export interface DomainChances {
  /** 0 for reference rows, which come first, 1 for rows of the window. */
  readonly isWindow: Uint8Array;
  /** Per row the chance to be of the window. */
  readonly chances: Float64Array;
  /** Total split gain per input, in the order of the matrix's names. */
  readonly gains: Float64Array;
}

function stacked(reference: FeatureMatrix, window: FeatureMatrix): FeatureMatrix {
  const rowCount = reference.rowCount + window.rowCount;
  const columns = reference.columns.map((values, place) => {
    const both = new Float64Array(rowCount);
    both.set(values);
    both.set(window.columns[place]!, reference.rowCount);
    return both;
  });
  return { ...reference, rowCount, columns };
}

function rowsOf(matrix: FeatureMatrix, rows: Int32Array): FeatureMatrix {
  const columns = matrix.columns.map((values) => Float64Array.from(rows, (row) => values[row]!));
  return { ...matrix, rowCount: rows.length, columns };
}

/** Folds with as many rows of either kind as can be, by a seeded shuffle. */
function foldOfRows(isWindow: Uint8Array, seed: string): Int32Array {
  const foldOf = new Int32Array(isWindow.length);
  let next = 0;
  for (const kind of [0, 1]) {
    const rows = [...isWindow.keys()].filter((row) => isWindow[row] === kind);
    for (const pick of shuffledIndices(rows.length, createRandom(`domain/${seed}/${kind}`))) {
      foldOf[rows[pick]!] = next % folds;
      next += 1;
    }
  }
  return foldOf;
}

/**
 * Tells a window's rows from reference rows by gradient boosting, each row by a forest that did not see it.
 * @param reference inputs of reference rows
 * @param window the same inputs of the window's rows
 * @param seed names the shuffle: equal rows and seed give equal chances
 */
export async function domainChances(
  reference: FeatureMatrix,
  window: FeatureMatrix,
  trainer: Trainer,
  seed: string,
): Promise<DomainChances> {
  const matrix = stacked(reference, window);
  const isWindow = Uint8Array.from({ length: matrix.rowCount }, (_, row) => (row < reference.rowCount ? 0 : 1));
  const foldOf = foldOfRows(isWindow, seed);
  const rows = Int32Array.from(foldOf.keys());
  const session = await trainer.open({ matrix, labels: isWindow });
  const chances = new Float64Array(matrix.rowCount);
  const gains = new Float64Array(matrix.columns.length);
  const judge = async (fold: number): Promise<void> => {
    const trainRows = rows.filter((row) => foldOf[row] !== fold);
    const fitted = await session.fit({ params, trainRows, rounds, seed: fold + 1 });
    const scorer = await createForestScorerFactory().open(fitted.modelText);
    const judged = rows.filter((row) => foldOf[row] === fold);
    const said = await scorer.probabilities(rowsOf(matrix, judged));
    await scorer.close();
    for (const [place, row] of judged.entries()) chances[row] = said[place]!;
    for (const [input, gain] of fitted.gainImportance.entries()) gains[input]! += gain;
  };
  try {
    await Promise.all(Array.from({ length: folds }, (_, fold) => judge(fold)));
    return { isWindow, chances, gains };
  } finally {
    await session.close();
  }
}
