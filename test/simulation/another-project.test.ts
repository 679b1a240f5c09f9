import { describe, expect, test } from "vitest";
import { parseScenario } from "#config";
import { createRandom } from "#kernel";
import { checkScenario, createWorld, fitPopulation, type World, worldOptions } from "#simulation";
import { cleanRow, type SchemaContract } from "#tabular";

const contract: SchemaContract = {
  entity: ["machine"],
  eventTime: "read_at",
  label: { column: "failed", positive: "1" },
  columns: {
    machine: { type: "text" },
    read_at: { type: "timestamp", format: "DD.MM.YYYY" },
    built: { type: "date" },
    hours: { type: "integer", range: [0, null] },
    rate: { type: "number", decimal: ",", missing: ["n/a"] },
    wear: { type: "number", decimal: "," },
    site: { type: "category", domain: ["north", "south"] },
    indoor: { type: "boolean" },
    failed: { type: "category", domain: ["0", "1"] },
  },
};

const random = createRandom("machines");
const rows = Array.from({ length: 600 }, (_, row) => {
  const hours = random.integer(5000);
  const rate = (random.uniform() * 3).toFixed(2);
  const isMissing = row % 9 === 0;
  return {
    machine: `M${row}`,
    read_at: "01.02.2025",
    built: `20${10 + (row % 10)}-05-01`,
    hours: String(hours),
    rate: isMissing ? "n/a" : rate.replace(".", ","),
    wear: isMissing ? "" : (hours * Number(rate) * 0.5).toFixed(1).replace(".", ","),
    site: hours > 2500 ? "north" : "south",
    indoor: row % 2 === 0 ? "yes" : "no",
    failed: "0",
  };
});
const names = Object.keys(contract.columns) as (keyof (typeof rows)[0])[];
const columns = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));

function worldOf(scenarioText: string): World {
  const scenario = parseScenario(scenarioText, "machines.yaml");
  checkScenario(scenario, contract);
  const consistency = [{ column: "wear", product: ["hours", "rate"] }];
  const options = worldOptions.parse({ consistency });
  return createWorld({
    contract,
    timeColumns: ["read_at"],
    population: fitPopulation({ rowCount: rows.length, columns }, contract, options, createRandom(1)),
    scenario,
    options,
    trueProbability: (drawn) => Float64Array.from(drawn, ({ site }) => (site === "north" ? 0.4 : 0.1)),
    horizonMs: 30 * 86_400_000,
    startMs: Date.UTC(2026, 2, 1),
    seed: 3,
  });
}

describe("a world of another project", () => {
  const { arrivals } = worldOf("{ name: calm, says: Nothing. }").day(2);

  test("keeps its contract, its spellings and its moments of arrival", () => {
    for (const { row, arrivedAt } of arrivals) {
      const { problems, values } = cleanRow(contract, { ...row, failed: "0" });
      expect(problems).toEqual([]);
      expect(values["read_at"]).toBe(arrivedAt);
    }
    expect(arrivals.map(({ row }) => row["rate"])).toContain("n/a");
    expect(arrivals.some(({ row }) => row["rate"]!.includes(","))).toBe(true);
    expect(arrivals[0]!.row["read_at"]).toMatch(/^02\.03\.2026T00:0/);
  });

  test("keeps how its columns go together", () => {
    for (const { row } of arrivals) {
      const rate = row["rate"]!;
      if (rate === "n/a") continue;
      const wear = Number(row["wear"]!.replace(",", "."));
      const expected = Number(row["hours"]) * Number(rate.replace(",", ".")) * 0.5;
      expect(Math.abs(wear - expected)).toBeLessThan(Math.max(0.2, 0.1 * expected));
    }
    const wrongSite = arrivals.filter(({ row }) => Number(row["hours"]) > 3500 && row["site"] === "south");
    expect(wrongSite.length).toBeLessThan(5);
  });

  test("changes as its scenario says, derived columns following", () => {
    const hot = worldOf(
      "name: hot\nsays: Rates rise in the north.\ncustomers:\n  - { scale: rate, by: 2, where: { site: north } }\n",
    ).day(2);
    for (const [at, { row }] of hot.arrivals.entries()) {
      const before = arrivals[at]!.row;
      if (before["rate"] === "n/a") continue;
      const ratio = Number(row["rate"]!.replace(",", ".")) / Number(before["rate"]!.replace(",", "."));
      if (Number.isFinite(ratio)) expect(ratio).toBeCloseTo(row["site"] === "north" ? 2 : 1, 5);
    }
  });
});
