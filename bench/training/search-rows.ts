import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BoosterSearchSpace, searchSpaces, stratifiedFolds } from "#training";
import { telco } from "../../test/adapters/lightgbm/telco.js";

/** One validation split (what the reference project does) or five folds (what is honest). */
export type WorkName = "one-split" | "cross-validated";

interface WorkRows {
  /** Row numbers. */
  readonly folds: readonly { readonly train: readonly number[]; readonly valid: readonly number[] }[];
  /** Rows of the final fit. */
  readonly finalRows: readonly number[];
}

/** What both sides read: `rows.json`, beside `values.bin` (column-major doubles) and `labels.bin` (bytes). */
export interface RowsDescription {
  readonly names: readonly string[];
  readonly rowCount: number;
  readonly trials: number;
  readonly limits: { readonly maxRounds: number; readonly earlyStoppingRounds: number };
  readonly space: BoosterSearchSpace;
  readonly works: Readonly<Record<WorkName, WorkRows>>;
}

/** Writes the example's customers, encoded once for both sides, with the rows of every fold. */
export function writeRows(folder: string): RowsDescription {
  const { matrix, labels } = telco();
  const { rowCount, names } = matrix;
  const entities = Array.from(labels, (_, row) => `row ${row}`);
  const [outer] = stratifiedFolds(entities, labels, { folds: 5, seed: 1 });
  const train = [...outer!.trainRows];
  const inner = stratifiedFolds(
    train.map((row) => `row ${row}`),
    Uint8Array.from(train, (row) => labels[row]!),
    { folds: 5, seed: 2 },
  );
  const rowsAt = (places: Int32Array): readonly number[] => Array.from(places, (place) => train[place]!);
  const description: RowsDescription = {
    names,
    rowCount,
    trials: 50,
    limits: { maxRounds: 200, earlyStoppingRounds: 20 },
    space: searchSpaces.reference,
    works: {
      "one-split": { folds: [{ train, valid: [...outer!.validRows] }], finalRows: train },
      "cross-validated": {
        folds: inner.map(({ trainRows, validRows }) => ({ train: rowsAt(trainRows), valid: rowsAt(validRows) })),
        finalRows: train,
      },
    },
  };
  const values = new Float64Array(rowCount * names.length);
  for (const [index, column] of matrix.columns.entries()) values.set(column, index * rowCount);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "values.bin"), new Uint8Array(values.buffer));
  writeFileSync(join(folder, "labels.bin"), labels);
  writeFileSync(join(folder, "rows.json"), JSON.stringify(description));
  return description;
}
