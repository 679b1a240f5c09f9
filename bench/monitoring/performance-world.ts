import { readFileSync } from "node:fs";
import type { Random } from "#kernel";
import { logit } from "#metrics";
import type { FeatureMatrix } from "#tabular";
import { fitLogisticRegression, logisticProbabilities, type LogisticRegression } from "#training";

/** Columns the truth depends on; the model sees all but the last three. */
const names = [
  "tenure",
  "monthly",
  "monthToMonth",
  "twoYear",
  "fibre",
  "noInternet",
  "electronicCheck",
  "senior",
  "paperless",
  "noSupport",
  "noSecurity",
  "newcomer",
  "newFibre",
  "monthlyFibre",
] as const;
const seenByModel = names.length - 3;

type Customer = Record<"tenure" | "monthly" | "monthToMonth" | "fibre", number> & { readonly line: readonly string[] };

/** Highest charge among the bundled customers: beyond it truth and model say what they say there, as trees do. */
const highestCharge = 118.75;

const derived = (row: Customer, has: (column: string, value: string) => number): readonly number[] => [
  row.tenure,
  Math.min(highestCharge, row.monthly),
  row.monthToMonth,
  row.monthToMonth === 1 ? 0 : has("Contract", "Two year"),
  row.fibre,
  has("InternetService", "No"),
  has("PaymentMethod", "Electronic check"),
  has("SeniorCitizen", "1"),
  has("PaperlessBilling", "Yes"),
  has("TechSupport", "No"),
  has("OnlineSecurity", "No"),
  Math.exp(-row.tenure / 6),
  row.fibre * Math.exp(-row.tenure / 12),
  (row.fibre * Math.min(highestCharge, row.monthly)) / 100,
];

/** Rows of a population: inputs of the truth, column by column, with the true probability of churn. */
export interface Population {
  readonly matrix: FeatureMatrix;
  readonly truth: Float64Array;
}

/** How the rows of a window differ from those of training. */
export interface Shift {
  /** Relative chance of a customer to be drawn. */
  readonly weight?: (row: Customer) => number;
  readonly change?: (row: Customer, random: Random) => Customer;
  /** Added to the true log-odds: the relation of inputs and outcome is another one. */
  readonly concept?: (row: Customer) => number;
}

/** A world like the bundled customers whose true probabilities are known. */
export interface World {
  draw(rows: number, random: Random, shift?: Shift): Population;
}

const part = (matrix: FeatureMatrix, count: number): FeatureMatrix => ({
  ...matrix,
  names: matrix.names.slice(0, count),
  columns: matrix.columns.slice(0, count),
});

/** The part of the inputs that the model sees. */
export const modelInputs = (matrix: FeatureMatrix): FeatureMatrix => part(matrix, seenByModel);

function matrixOf(rows: readonly (readonly number[])[]): FeatureMatrix {
  const columns = names.map((_, column) => Float64Array.from(rows, (row) => row[column]!));
  return { rowCount: rows.length, names, categorical: [], columns };
}

/** Labels drawn from true probabilities. */
export const drawLabels = (truth: Float64Array, random: Random): Uint8Array =>
  Uint8Array.from(truth, (chance) => (random.uniform() < chance ? 1 : 0));

/** Fits a model to labelled rows. */
export function fitModel(matrix: FeatureMatrix, labels: Uint8Array, weights?: Float64Array): LogisticRegression {
  return fitLogisticRegression({ matrix: modelInputs(matrix), labels, ...(weights === undefined ? {} : { weights }) });
}

/** A model's probabilities. */
export const scoresOf = (model: LogisticRegression, matrix: FeatureMatrix): Float64Array =>
  logisticProbabilities(model, modelInputs(matrix));

/** Reads the bundled customers and fits the truth to them. */
export function openWorld(): World {
  const [header, ...lines] = readFileSync("examples/telco-churn/data/telco-churn.csv", "utf8").trim().split("\n");
  const columns = header!.split(",");
  const customers = lines.map((text): Customer => {
    const line = text.split(",");
    const value = (column: string): string => line[columns.indexOf(column)]!;
    return {
      tenure: Number(value("tenure")),
      monthly: Number(value("MonthlyCharges")),
      monthToMonth: value("Contract") === "Month-to-month" ? 1 : 0,
      fibre: value("InternetService") === "Fiber optic" ? 1 : 0,
      line,
    };
  });
  const inputs = (row: Customer): readonly number[] =>
    derived(row, (column, value) => (row.line[columns.indexOf(column)] === value ? 1 : 0));
  const churn = columns.indexOf("Churn");
  const labels = Uint8Array.from(customers, ({ line }) => (line[churn]?.trim() === "Yes" ? 1 : 0));
  const truth = fitLogisticRegression({ matrix: matrixOf(customers.map(inputs)), labels });
  return {
    draw: (rows, random, shift = {}) => {
      const chosen = Array.from({ length: rows }, () => {
        for (;;) {
          const row = customers[random.integer(customers.length)]!;
          if (shift.weight !== undefined && random.uniform() >= shift.weight(row)) continue;
          const own = { ...row, monthly: row.monthly + random.normal() };
          return shift.change === undefined ? own : shift.change(own, random);
        }
      });
      const matrix = matrixOf(chosen.map(inputs));
      const known = logisticProbabilities(truth, matrix);
      const chance = known.map((p, row) => 1 / (1 + Math.exp(-logit(p) - (shift.concept?.(chosen[row]!) ?? 0))));
      return { matrix, truth: chance };
    },
  };
}
