import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseScenario, scenarioNames } from "#config";
import type { DriftloopError } from "#kernel";
import { type Arrival, checkScenario, type WorldDay } from "#simulation";
import { exampleFolder, scenarioOf, telcoContract, telcoWorld } from "./telco-world.js";

const calm = telcoWorld({ options: { rowsPerDay: 200 } });
const worldOf = (name: string) => telcoWorld({ scenario: scenarioOf(name), options: { rowsPerDay: 200 } });
const dayOf = (name: string, day: number): WorldDay => worldOf(name).day(day);
const texts = (day: WorldDay, column: string): (string | null)[] => day.arrivals.map(({ row }) => row[column] ?? null);
const numbers = (day: WorldDay, column: string): number[] => texts(day, column).map(Number);
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const shareOf = (day: WorldDay, column: string, level: string): number =>
  texts(day, column).filter((text) => text === level).length / day.arrivals.length;
const truth = (day: WorldDay): number => meanOf(day.arrivals.map(({ probability }) => probability));
const ratios = (day: WorldDay, base: WorldDay, column: string): number[] =>
  numbers(day, column).map((value, at) => value / numbers(base, column)[at]!);

/** Whether every total fits tenure times charge as it does in the data. */
const isConsistent = ({ row }: Arrival): boolean => {
  const product = Number(row["tenure"]) * Number(row["MonthlyCharges"]);
  return product === 0 ? row["TotalCharges"] === " " : Math.abs(Math.log(Number(row["TotalCharges"]) / product)) < 0.7;
};

describe("every scenario of the example", () => {
  const names = scenarioNames(exampleFolder);

  test("is a file of its own name, beside none", () => {
    const files = readdirSync(`${exampleFolder}scenarios`).map((file) => file.replace(".yaml", ""));
    expect(names).toEqual(["none", ...files.toSorted()]);
    for (const name of names) expect(scenarioOf(name).name).toBe(name);
  });

  test.each(names)("%s speaks of columns of the example and leaves the calm days as they are", (name) => {
    const scenario = scenarioOf(name);
    checkScenario(scenario, telcoContract);
    if (scenario.calmDays > 0) expect(dayOf(name, scenario.calmDays)).toEqual(calm.day(scenario.calmDays));
  });
});

describe("the reference drift", () => {
  const [full, base] = [dayOf("reference-drift", 45), calm.day(45)];

  test("is complete after 14 days: charges +60 %, tenure halved, 60 % moved to month-to-month", () => {
    for (const ratio of ratios(full, base, "MonthlyCharges")) expect(ratio).toBeCloseTo(1.6, 2);
    const halves = numbers(base, "tenure").map((tenure) => Math.round(tenure / 2));
    for (const [at, tenure] of numbers(full, "tenure").entries()) {
      expect(Math.abs(tenure - halves[at]!)).toBeLessThan(1);
    }
    const before = shareOf(base, "Contract", "Month-to-month");
    expect(shareOf(full, "Contract", "Month-to-month")).toBeCloseTo(before + 0.6 * (1 - before), 1);
  });

  test("grows linearly, contracts only once three tenths of it are there", () => {
    const early = dayOf("reference-drift", 35);
    expect(meanOf(ratios(early, calm.day(35), "MonthlyCharges"))).toBeCloseTo(1 + (0.6 * 4) / 14, 2);
    expect(texts(early, "Contract")).toEqual(texts(calm.day(35), "Contract"));
    expect(texts(dayOf("reference-drift", 37), "Contract")).not.toEqual(texts(calm.day(37), "Contract"));
    expect(texts(dayOf("reference-drift", 31), "MonthlyCharges")).toEqual(texts(calm.day(31), "MonthlyCharges"));
  });

  test("takes totals and outcomes along, which its literal form does not", () => {
    const literal = dayOf("reference-drift-literal", 45);
    expect(full.arrivals.every(isConsistent)).toBe(true);
    expect(truth(full)).toBeGreaterThan(truth(base) + 0.1);
    expect(texts(literal, "MonthlyCharges")).toEqual(texts(full, "MonthlyCharges"));
    expect(texts(literal, "TotalCharges")).toEqual(texts(base, "TotalCharges"));
    expect(truth(literal)).toBe(truth(base));
  });
});

describe("changes of customers", () => {
  test.each([
    ["price-step", 31, 1.1],
    ["price-harmless", 31, 1.05],
    ["price-creep", 40, 1.05],
    ["price-creep", 120, 1.3],
    ["oscillating", 33, 1.15],
    ["oscillating", 37, 1],
    ["oscillating", 43, 1.15],
  ])("%s on day %i multiplies charges by %f", (name, day, factor) => {
    expect(meanOf(ratios(dayOf(name, day), calm.day(day), "MonthlyCharges"))).toBeCloseTo(factor, 2);
    expect(dayOf(name, day).arrivals.every(isConsistent)).toBe(true);
  });

  test("contract-mix brings three times as many month-to-month customers for each other one", () => {
    const odds = (day: WorldDay): number => {
      const share = shareOf(day, "Contract", "Month-to-month");
      return share / (1 - share);
    };
    const many = telcoWorld({ scenario: scenarioOf("contract-mix"), options: { rowsPerDay: 3000 } }).day(60);
    expect(odds(many) / odds(telcoWorld({ options: { rowsPerDay: 3000 } }).day(60))).toBeGreaterThan(2.6);
    expect(odds(many) / odds(telcoWorld({ options: { rowsPerDay: 3000 } }).day(60))).toBeLessThan(3.4);
  });

  test("unseen-level brings a level outside the domain", () => {
    expect(shareOf(dayOf("unseen-level", 31), "PaymentMethod", "Pay by phone")).toBeCloseTo(0.17, 1);
  });

  test("seasonal-week changes weekends only", () => {
    const check = (day: number): number => shareOf(dayOf("seasonal-week", day), "PaymentMethod", "Electronic check");
    expect(dayOf("seasonal-week", 5)).toEqual(calm.day(5));
    expect((check(6) + check(7)) / 2).toBeGreaterThan(0.42);
  });
});

describe("the changes in force", () => {
  test.each([
    ["reference-drift", 38, ["MonthlyCharges × 1.6", "tenure × 0.5", "Contract is Month-to-month for 60 %"]],
    ["contract-mix", 60, ["such customers come × 3, where Contract is Month-to-month"]],
    [
      "concept-moderate",
      31,
      ["odds × 4, where Contract is One year or Two year", "odds × 0.25, where InternetService is Fiber optic"],
    ],
    ["schema-change", 31, ["MonthlyCharges arrives as monthly_charges", "TechSupport does not arrive"]],
    ["label-outage", 31, ["nothing is told"]],
    ["label-outage", 71, []],
  ])("of %s on day %i are told in words", (name, day, words) => {
    expect(
      worldOf(name)
        .activeChanges(day)
        .map(({ what }) => what),
    ).toEqual(words);
  });
});

describe("changes of outcomes", () => {
  test.each(["concept-moderate", "concept-severe"])("%s leaves the customers as they are", (name) => {
    const [changed, base] = [dayOf(name, 31), calm.day(31)];
    expect(changed.arrivals.map(({ row }) => row)).toEqual(base.arrivals.map(({ row }) => row));
    const longContracts = changed.arrivals.filter(({ row }) => row["Contract"] === "Two year");
    const isFibre = ({ row }: Arrival): boolean => row["InternetService"] === "Fiber optic";
    for (const arrival of longContracts.filter((each) => !isFibre(each))) {
      const odds = name === "concept-moderate" ? 4 : 12;
      expect(arrival.probability).toBeCloseTo((0.03 * odds) / (0.97 + 0.03 * odds), 10);
    }
  });
});

describe("faults of the feed", () => {
  test("leave what customers do as it is", () => {
    for (const name of ["null-spike", "schema-change", "unit-change"]) {
      expect(truth(dayOf(name, 35))).toBe(truth(calm.day(35)));
    }
  });

  test("null-spike loses three in ten charges for ten days", () => {
    const lost = texts(dayOf("null-spike", 31), "MonthlyCharges").filter((text) => text === null).length;
    expect(lost / 200).toBeCloseTo(0.3, 1);
    expect(dayOf("null-spike", 41)).toEqual(calm.day(41));
  });

  test("schema-change renames one column and drops another", () => {
    const { columns, arrivals } = dayOf("schema-change", 31);
    expect(columns).toContain("monthly_charges");
    expect(columns).not.toContain("MonthlyCharges");
    expect(columns).not.toContain("TechSupport");
    expect(Object.keys(arrivals[0]!.row)).toEqual(columns);
  });

  test("unit-change sends a tenth", () => {
    expect(meanOf(ratios(dayOf("unit-change", 31), calm.day(31), "MonthlyCharges"))).toBeCloseTo(0.1, 2);
  });

  test("volume-drop sends a third of the rows", () => {
    expect(dayOf("volume-drop", 31).arrivals).toHaveLength(66);
  });

  test("stale-feed sends the rows of the last good day again, without new outcomes", () => {
    const world = worldOf("stale-feed");
    const stale = world.day(33);
    expect(stale.arrivals.map(({ row }) => row)).toEqual(calm.day(30).arrivals.map(({ row }) => row));
    expect(world.outcomes(stale)).toEqual([]);
    expect(world.day(36)).toEqual(calm.day(36));
  });
});

describe("a scenario file", () => {
  const problem = (text: string): string => {
    try {
      checkScenario(parseScenario(text, "mine.yaml"), telcoContract);
      return "";
    } catch (error) {
      return (error as DriftloopError).message;
    }
  };
  const withCustomers = (change: string): string => `name: mine\nsays: It.\ncustomers:\n  - ${change}\n`;

  test.each([
    ["name: mine\nsays: It.\ncustomer: []\n", 'mine.yaml:3:1: unknown key "customer". Did you mean "customers"?'],
    [
      withCustomers("{ scael: tenure, by: 2 }"),
      'mine.yaml:4:7: unknown key "customers.0.scael". Did you mean "scale"?',
    ],
    [withCustomers("{ scale: tenure }"), 'mine.yaml:4:5: customers.0: scale needs "by"'],
    [withCustomers("{ by: 2 }"), "mine.yaml:4:5: customers.0: has no change; write one of scale, add, set, weight"],
    [withCustomers("{ scale: tenure, add: tenure, by: 2 }"), "has 2 changes (scale, add)"],
    [
      withCustomers("{ scale: tenur, by: 2 }"),
      'customers[0]: "tenur" is not a column of this project. Did you mean "tenure"?',
    ],
    [withCustomers("{ scale: Contract, by: 2 }"), '"Contract" holds no numbers'],
    [withCustomers("{ set: Churn, to: x }"), '"Churn" is the key, the label or the event time'],
    [withCustomers("{ weight: 2, where: { tenure: { bellow: 3 } } }"), "bellow"],
  ])("%j is told: %s", (text, message) => {
    expect(problem(text)).toContain(message);
  });
});
