import { describe, expect, test } from "vitest";
import { contractOf, dataOptions } from "#ingestion";

const data = {
  source: "data.csv",
  entity: "id",
  label: { column: "y", positive: 1 },
  columns: { x: { type: "number", range: [0, null] }, y: { type: "category", domain: ["0", "1"] } },
};
const contract = (change: object): unknown => contractOf(dataOptions.parse({ ...data, ...change }));

describe("the data section", () => {
  test("fills in what follows from the roles of columns", () => {
    expect(contract({ eventTime: "at" })).toEqual({
      entity: ["id"],
      eventTime: "at",
      label: { column: "y", positive: "1" },
      columns: {
        id: { type: "text" },
        at: { type: "timestamp" },
        y: { type: "category", domain: ["0", "1"] },
        x: { type: "number", range: [0, null] },
      },
    });
  });

  test.each([
    ["a number as key", { columns: { ...data.columns, id: { type: "integer" } } }, /"id" is the key or the label/],
    ["a text as event time", { eventTime: "at", columns: { ...data.columns, at: { type: "text" } } }, /"at" says when/],
    ["a positive class outside the domain", { label: { column: "y", positive: "2" } }, /positive class "2"/],
    ["a range on text", { columns: { x: { type: "text", range: [0, 1] } } }, /"x" has a range but is not a number/],
    ["a range upside down", { columns: { x: { type: "number", range: [2, 1] } } }, /low end is above/],
    ["a domain of numbers", { columns: { x: { type: "number", domain: ["1"] } } }, /"x" has a domain but is not text/],
    ["a name kept for ingestion", { columns: { _line: { type: "number" } } }, /"_line" has a name that is kept/],
  ])("refuses %s", (_, change, message) => {
    expect(() => contract(change)).toThrow(message);
  });

  test("refuses keys it does not know", () => {
    expect(() => contract({ columns: { x: { type: "number", rnage: [0, 1] } } })).toThrow(/rnage/);
  });
});
