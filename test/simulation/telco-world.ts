import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadProjectFolder, loadScenario } from "#config";
import { createRandom } from "#kernel";
import type { SchemaContract } from "#tabular";
import {
  calmScenario,
  createWorld,
  fitPopulation,
  type PopulationRows,
  type Scenario,
  type TrueProbability,
  type World,
  type WorldOptions,
  worldOptions,
} from "#simulation";

export const exampleFolder: string = fileURLToPath(new URL("../../examples/telco-churn/", import.meta.url));
export const telcoContract: SchemaContract = loadProjectFolder(exampleFolder).config.contract;

function readTelco(): PopulationRows {
  const [header, ...lines] = readFileSync(`${exampleFolder}data/telco-churn.csv`, "utf8").trim().split("\n");
  const rows = lines.map((line) => line.split(","));
  const columns = header!.split(",").map((name, at) => [name, rows.map((row) => row[at]!)] as const);
  return { rowCount: rows.length, columns: Object.fromEntries(columns) };
}

export const telcoRows: PopulationRows = readTelco();

/** A stand-in for the model of the truth: leaving by contract and tenure only. */
export const simpleTruth: TrueProbability = (rows) =>
  Float64Array.from(rows, (row) => {
    const tenure = Number(row["tenure"]);
    if (row["Contract"] === "Two year") return 0.03;
    return row["Contract"] === "One year" ? 0.11 : 0.55 - 0.004 * Math.min(72, tenure);
  });

const population = fitPopulation(
  telcoRows,
  telcoContract,
  { consistency: [{ column: "TotalCharges", product: ["tenure", "MonthlyCharges"] }], exchangeShare: 0.5 },
  createRandom("test population"),
);

export interface WorldSettings {
  readonly scenario?: Scenario;
  readonly options?: Partial<WorldOptions>;
  readonly seed?: number;
}

export function telcoWorld({ scenario = calmScenario, options = {}, seed = 7 }: WorldSettings = {}): World {
  return createWorld({
    contract: telcoContract,
    timeColumns: [],
    population,
    scenario,
    options: { ...worldOptions.parse({}), ...options },
    trueProbability: simpleTruth,
    horizonMs: 90 * 86_400_000,
    startMs: Date.UTC(2026, 0, 5),
    seed,
  });
}

export const scenarioOf = (name: string): Scenario => loadScenario(name, exampleFolder);
