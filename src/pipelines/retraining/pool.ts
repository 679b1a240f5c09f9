import { type LabelledRows, stackRows, withDigest } from "#features";
import type { ColumnBatch } from "#tabular";

/** Rows that recipes are carried out on: those of earlier fits first, then those that matured since, before encoding. */
export interface Pool {
  readonly entities: readonly string[];
  /** Epoch ms: when the row's facts were true, or when it was scored. */
  readonly times: Float64Array;
  /** Epoch ms: when its label was complete. */
  readonly maturedAt: Float64Array;
  /** 0 or 1. */
  readonly labels: Uint8Array;
  /** How many rows each stands for. */
  readonly weights: Float64Array;
  readonly features: ColumnBatch;
  /** Rows before it were trained on before; the rest matured since. */
  readonly recentFrom: number;
}

/** The values of some rows. */
export const takeNumbers = (values: Float64Array, rows: Int32Array): Float64Array => {
  const taken = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place += 1) taken[place] = values[rows[place]!]!;
  return taken;
};

function takeItems<Item>(items: readonly Item[], rows: Int32Array): readonly Item[] {
  const taken: Item[] = [];
  for (const row of rows) taken.push(items[row]!);
  return taken;
}

/** Some rows of a batch, in the given order. */
export function takeRows(batch: ColumnBatch, rows: Int32Array): ColumnBatch {
  return {
    rowCount: rows.length,
    fields: batch.fields,
    columns: batch.columns.map((column) =>
      column instanceof Float64Array ? takeNumbers(column, rows) : takeItems(column, rows),
    ),
  };
}

/** Some rows of a pool as labelled rows, with a digest that weights have a part in. */
export function labelledRowsOf(pool: Pool, rows: Int32Array): LabelledRows {
  const entities = takeItems(pool.entities, rows);
  const asOf = takeNumbers(pool.times, rows);
  const labels = Uint8Array.from(rows, (row) => pool.labels[row]!);
  const features = takeRows(pool.features, rows);
  return withDigest({ entities, asOf, labels, features }, takeNumbers(pool.weights, rows));
}

/** Weights of some rows. */
export const weightsOf = (pool: Pool, rows: Int32Array): Float64Array => takeNumbers(pool.weights, rows);

/** Row numbers from `from` to before `to`. */
export function rowRange(from: number, to: number): Int32Array {
  return Int32Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

/** All rows that matured since the earlier fits. */
export const recentRows = (pool: Pool): Int32Array => rowRange(pool.recentFrom, pool.labels.length);

/** Two pools with the same features; all rows of the first count as trained on before. */
export function stackPools(history: Omit<Pool, "recentFrom">, recent: Omit<Pool, "recentFrom">): Pool {
  const numbers = (read: (pool: Omit<Pool, "recentFrom">) => Float64Array): Float64Array =>
    Float64Array.from([...read(history), ...read(recent)]);
  return {
    entities: [...history.entities, ...recent.entities],
    times: numbers(({ times }) => times),
    maturedAt: numbers(({ maturedAt }) => maturedAt),
    labels: Uint8Array.from([...history.labels, ...recent.labels]),
    weights: numbers(({ weights }) => weights),
    features: stackRows(history.features, recent.features),
    recentFrom: history.labels.length,
  };
}
