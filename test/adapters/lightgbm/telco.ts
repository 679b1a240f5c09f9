import { readFileSync } from "node:fs";
import type { FeatureMatrix } from "#tabular";
import type { TrainingData } from "#training";

const numeric = new Set(["tenure", "MonthlyCharges", "TotalCharges"]);

function columnsOf(name: string, values: readonly string[]): [string, Float64Array][] {
  if (numeric.has(name)) {
    return [[name, Float64Array.from(values, (text) => (text.trim() === "" ? Number.NaN : Number(text)))]];
  }
  const levels = [...new Set(values)].sort();
  return levels.map((level) => [`${name}=${level}`, Float64Array.from(values, (text) => (text === level ? 1 : 0))]);
}

/** The example's customers with one-hot inputs: 7,043 rows × 46. */
export function telco(): TrainingData {
  const file = new URL("../../../examples/telco-churn/data/telco-churn.csv", import.meta.url);
  const [header, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = header!.split(",");
  const rows = lines.map((line) => line.split(","));
  const values = (index: number): string[] => rows.map((row) => row[index]!);
  const columns = names.flatMap((name, index) =>
    name === "customerID" || name === "Churn" ? [] : columnsOf(name, values(index)),
  );
  const matrix: FeatureMatrix = {
    rowCount: rows.length,
    names: columns.map(([name]) => name),
    categorical: [],
    columns: columns.map(([, column]) => column),
  };
  return { matrix, labels: Uint8Array.from(values(names.indexOf("Churn")), (text) => (text === "Yes" ? 1 : 0)) };
}

/** Row numbers of fold `fold` of `folds`, and all others. */
export function foldOf(
  rowCount: number,
  fold: number,
  folds: number,
): { trainRows: Int32Array; validRows: Int32Array } {
  const all = Int32Array.from({ length: rowCount }, (_, row) => row);
  return {
    trainRows: all.filter((row) => row % folds !== fold),
    validRows: all.filter((row) => row % folds === fold),
  };
}

/** A plain parameter set. */
export const plainParams = {
  learning_rate: 0.1,
  num_leaves: 8,
  max_depth: -1,
  min_child_samples: 20,
  feature_fraction: 0.8,
  bagging_fraction: 0.8,
  bagging_freq: 1,
  lambda_l1: 0,
  lambda_l2: 1,
};
