import { describe, expect, test } from "vitest";
import { cleanRow, isRequired, rowKeyOf, type SchemaContract, signatureOf } from "#tabular";

const contract: SchemaContract = {
  entity: ["id"],
  eventTime: "at",
  label: { column: "churned", positive: "Yes" },
  columns: {
    id: { type: "text" },
    at: { type: "timestamp" },
    tenure: { type: "integer", range: [0, 120] },
    total: { type: "number", missing: [" "], whenMissing: 0 },
    plan: { type: "category", domain: ["basic", "plus"] },
    region: { type: "category", domain: ["north"], strictDomain: true },
    senior: { type: "boolean" },
    churned: { type: "category", domain: ["No", "Yes"] },
  },
};
const good = {
  id: "A",
  at: "2024-01-31T10:00:00Z",
  tenure: 12,
  total: "29.85",
  plan: "plus",
  region: "north",
  senior: true,
  churned: "Yes",
};

describe("cleanRow", () => {
  test("gives typed values for text and JSON values alike", () => {
    const values = { ...good, at: 1_706_695_200_000, total: 29.85 };
    expect(cleanRow(contract, good)).toEqual({ values, problems: [], warnings: [] });
    const asText = { ...good, tenure: "12", senior: "yes" };
    expect(cleanRow(contract, asText)).toEqual({ values, problems: [], warnings: [] });
  });

  test("uses the value for missing ones, and leaves others missing", () => {
    const { values, problems } = cleanRow(contract, { ...good, total: " ", plan: "", senior: null });
    expect([values["total"], values["plan"], values["senior"], problems]).toEqual([0, null, null, []]);
  });

  test("names every problem with its column and reason", () => {
    const bad = { ...good, id: "", at: "yesterday", tenure: 121, total: "inf", region: "south", churned: "Maybe" };
    expect(cleanRow(contract, bad).problems).toEqual([
      { column: "id", reason: "required value missing" },
      { column: "at", reason: "unreadable event time" },
      { column: "tenure", reason: "above range" },
      { column: "total", reason: "unreadable type" },
      { column: "region", reason: "not in domain" },
      { column: "churned", reason: "not in domain" },
    ]);
  });

  test("keeps a row with an unknown level and warns of it", () => {
    const { values, problems, warnings } = cleanRow(contract, { ...good, plan: "gold" });
    expect([values["plan"], problems, warnings]).toEqual(["gold", [], [{ column: "plan", reason: "not in domain" }]]);
  });

  test("takes a label that is not there yet as missing", () => {
    const { churned: _, ...withoutLabel } = good;
    const { values, problems } = cleanRow(contract, withoutLabel);
    expect([values["churned"], problems]).toEqual([null, []]);
  });

  test.each([
    ["fraction", 12.5],
    ["beyond 2^53", 2 ** 53],
    ["boolean", true],
    ["NaN text", "nan"],
  ])("refuses a %s where an integer is due", (_, tenure) => {
    expect(cleanRow(contract, { ...good, tenure }).problems).toEqual([{ column: "tenure", reason: "unreadable type" }]);
  });

  test("does not take inherited properties for values", () => {
    const named: SchemaContract = {
      ...contract,
      columns: Object.fromEntries([["constructor", { type: "text" as const, required: true }]]),
    };
    expect(cleanRow(named, {}).problems).toEqual([{ column: "constructor", reason: "required value missing" }]);
  });
});

describe("a contract", () => {
  test("requires entity and event time, and keys rows by both", () => {
    expect(["id", "at", "plan"].map((column) => isRequired(contract, column))).toEqual([true, true, false]);
    expect(rowKeyOf(contract)).toEqual(["id", "at"]);
    expect(rowKeyOf({ ...contract, entity: [] })).toEqual([]);
  });

  test("gives the signature of the columns a model reads, in their order", () => {
    expect(signatureOf(contract, ["plan", "tenure"]).inputs).toEqual([
      { name: "plan", type: "category", required: false, domain: ["basic", "plus"] },
      { name: "tenure", type: "integer", required: false },
    ]);
  });
});
