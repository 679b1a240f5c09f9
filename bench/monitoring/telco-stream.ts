import { readFileSync } from "node:fs";
import { createRandom, type Random } from "#kernel";
import type { ColumnBatch, ColumnValues, Field } from "#tabular";

/** One customer: 19 raw features. */
export interface Customer {
  readonly tenure: number;
  readonly charges: number;
  readonly total: number;
  readonly senior: number;
  /** The 15 columns of levels, in the order of {@link levelNames}. */
  readonly levels: readonly string[];
}

const lines = readFileSync(new URL("../../examples/telco-churn/data/telco-churn.csv", import.meta.url), "utf8")
  .trim()
  .split(/\r?\n/)
  .map((line) => line.split(","));
const header = lines[0]!;
const numeric = new Set(["tenure", "MonthlyCharges", "TotalCharges", "SeniorCitizen"]);

/** Names of the columns of levels. */
export const levelNames: readonly string[] = header.filter(
  (name) => !numeric.has(name) && name !== "customerID" && name !== "Churn",
);

const contractPlace = levelNames.indexOf("Contract");
const monthToMonth = "Month-to-month";

/** All customers of the example with their labels. */
export const population: readonly Customer[] = lines.slice(1).map((cells) => ({
  tenure: Number(cells[header.indexOf("tenure")]),
  charges: Number(cells[header.indexOf("MonthlyCharges")]),
  total: Number(cells[header.indexOf("TotalCharges")]!.trim() || 0),
  senior: Number(cells[header.indexOf("SeniorCitizen")]),
  levels: levelNames.map((name) => cells[header.indexOf(name)]!),
}));
const labels = lines.slice(1).map((cells) => (cells.at(-1) === "Yes" ? 1 : 0));

function inputsOf(customer: Customer): number[] {
  const { tenure, charges, total, senior, levels } = customer;
  const flags = [...knownLevels].map((known) => (levels[known.column] === known.level ? 1 : 0));
  return [1, tenure / 30, charges / 50, Math.log1p(total) / 8, senior, ...flags];
}

const knownLevels = levelNames.flatMap((_, column) =>
  [...new Set(population.map(({ levels }) => levels[column]!))].map((level) => ({ column, level })),
);

function fitScore(): Float64Array {
  const rows = population.map(inputsOf);
  const weights = new Float64Array(rows[0]!.length);
  for (let step = 0; step < 120; step += 1) {
    const slope = new Float64Array(weights.length);
    for (const [row, inputs] of rows.entries()) {
      const margin = inputs.reduce((sum, input, place) => sum + input * weights[place]!, 0);
      const miss = labels[row]! - 1 / (1 + Math.exp(-margin));
      for (const [place, input] of inputs.entries()) slope[place]! += miss * input;
    }
    for (let place = 0; place < weights.length; place += 1) weights[place]! += (0.6 * slope[place]!) / rows.length;
  }
  return weights;
}

const weights = fitScore();

function scoreOf(customer: Customer): number {
  const inputs = inputsOf(customer);
  return 1 / (1 + Math.exp(-inputs.reduce((sum, input, place) => sum + input * weights[place]!, 0)));
}

/** How customers of a day differ from those of the reference; `day` is 0 before the drift and counts from 1 in it. */
export interface Scenario {
  readonly change?: (customer: Customer, day: number, random: Random) => Customer;
  /** Chance that a drawn customer is kept. */
  readonly keep?: (customer: Customer, day: number) => number;
}

const withContract = (customer: Customer): Customer => ({
  ...customer,
  levels: customer.levels.map((level, place) => (place === contractPlace ? monthToMonth : level)),
});

/** Scenarios of drift, day by day; each begins on day 1. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  reference: {
    change: (customer, day, random) => {
      const share = Math.min(1, Math.max(0, (day - 1) / 14));
      const moved = {
        ...customer,
        charges: customer.charges * (1 + 0.6 * share),
        tenure: Math.floor(customer.tenure * (1 - 0.5 * share)),
      };
      return share > 0.3 && random.uniform() < 0.6 * share ? withContract(moved) : moved;
    },
  },
  "price +10 %": { change: (customer) => ({ ...customer, charges: customer.charges * 1.1 }) },
  "price +0.5 % a day": { change: (customer, day) => ({ ...customer, charges: customer.charges * (1 + 0.005 * day) }) },
  "month-to-month ×3": {
    keep: ({ levels }, day) => (levels[contractPlace] === monthToMonth ? 1 + 2 * Math.min(1, day / 14) : 1) / 3,
  },
};

/** A day's customers. */
export function drawDay(rows: number, day: number, scenario: Scenario, random: Random): Customer[] {
  const drawn: Customer[] = [];
  while (drawn.length < rows) {
    const customer = population[random.integer(population.length)]!;
    if (day > 0 && scenario.keep !== undefined && random.uniform() >= scenario.keep(customer, day)) continue;
    drawn.push(day > 0 && scenario.change !== undefined ? scenario.change(customer, day, random) : customer);
  }
  return drawn;
}

/** Names of the 19 features. */
export const featureNames: readonly string[] = [
  "tenure",
  "MonthlyCharges",
  "TotalCharges",
  "SeniorCitizen",
  ...levelNames,
];

/** Feature columns of some customers. */
export function featureBatch(customers: readonly Customer[]): ColumnBatch {
  const numbers = (read: (customer: Customer) => number): Float64Array => Float64Array.from(customers, read);
  const fields: Field[] = featureNames.map((name, place) => ({ name, type: place < 4 ? "number" : "text" }));
  const columns: ColumnValues[] = [
    numbers(({ tenure }) => tenure),
    numbers(({ charges }) => charges),
    numbers(({ total }) => total),
    numbers(({ senior }) => senior),
    ...levelNames.map((_, place) => customers.map(({ levels }) => levels[place]!)),
  ];
  return { rowCount: customers.length, fields, columns };
}

/** Scores of some customers by one fixed model. */
export function scoresOf(customers: readonly Customer[]): Float64Array {
  return Float64Array.from(customers, scoreOf);
}

/** Rows of an inference log. */
export function logBatch(customers: readonly Customer[], at: number): ColumnBatch {
  const features = featureBatch(customers);
  const probability = scoresOf(customers);
  const extra: readonly (readonly [Field, ColumnValues])[] = [
    [{ name: "predicted_at", type: "timestamp" }, new Float64Array(customers.length).fill(at)],
    [{ name: "model_version", type: "number" }, new Float64Array(customers.length).fill(1)],
    [{ name: "probability", type: "number" }, probability],
    [{ name: "predicted_class", type: "number" }, probability.map((value) => (value >= 0.35 ? 1 : 0))],
  ];
  return {
    rowCount: customers.length,
    fields: [...features.fields, ...extra.map(([field]) => field)],
    columns: [...features.columns, ...extra.map(([, values]) => values)],
  };
}

/** A seeded stream by name. */
export const streamOf = (name: string): Random => createRandom(`telco stream ${name}`);
