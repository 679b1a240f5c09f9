import { describe, expect, it } from "vitest";
import { callExpression, columnsOf, expressionText, functions, parseExpression } from "#relation";
import type { Field } from "#tabular";

const fields: readonly Field[] = [
  { name: "TotalCharges", type: "number" },
  { name: "tenure", type: "number" },
  { name: "MonthlyCharges", type: "number" },
  { name: "Contract", type: "text" },
  { name: "Payment Method", type: "text" },
  { name: "Churn", type: "boolean" },
  { name: "date", type: "timestamp" },
];

const canonical = (text: string): string => expressionText(parseExpression(text, fields));

function problemOf(text: string): { code: string; message: string } {
  try {
    parseExpression(text, fields);
  } catch (thrown) {
    const { code, message } = thrown as { code: string; message: string };
    return { code, message };
  }
  throw new Error(`"${text}" was read`);
}

describe("parseExpression", () => {
  it.each([
    ["TotalCharges / greatest(tenure, 1)", "TotalCharges / greatest(tenure, 1)"],
    ["CASE WHEN Contract = 'Two year' THEN 1 ELSE 0 END", "case when Contract = 'Two year' then 1 else 0 end"],
    ["case Contract when 'a' then 1 end", "case when Contract = 'a' then 1 end"],
    [
      "Contract in ('One year','Two year') and not tenure is null",
      "(Contract in ('One year', 'Two year')) and (not (tenure is null))",
    ],
    ["1 + 2 * 3 - 4", "(1 + (2 * 3)) - 4"],
    ["-tenure % 3", "(-tenure) % 3"],
    ["- (2)", "-(2)"],
    ["tenure != 1 or Churn and not Churn", "(tenure <> 1) or (Churn and (not Churn))"],
    ["tenure not between 1 and 2 + 3", "not ((tenure >= 1) and (tenure <= (2 + 3)))"],
    ["Contract || 'it''s' || \"Payment Method\"", "(Contract || 'it''s') || \"Payment Method\""],
    ["Contract NOT IN ('a')", "Contract not in ('a')"],
    ["tenure is not null", "tenure is not null"],
    ["date >= '2024-01-31'", "date >= timestamp '2024-01-31T00:00:00.000Z'"],
    [
      "date between '2024-01-31' and '2024-02-01T10:00:00+02:00'",
      "(date >= timestamp '2024-01-31T00:00:00.000Z') and (date <= timestamp '2024-02-01T08:00:00.000Z')",
    ],
    ["year(date) + 1e3", "year(date) + 1000"],
    ["coalesce(null, Contract, 'x')", "coalesce(null, Contract, 'x')"],
    ["round(tenure, -1)", "round(tenure, -1)"],
    ["tenure\n  + 1", "tenure + 1"],
  ])("reads %s", (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it("gives a missing literal the type of the values around it", () => {
    expect(parseExpression("case when Churn then null else 'a' end", fields)).toMatchObject({
      type: "text",
      branches: [{ result: { value: null, type: "text" } }],
    });
  });

  it("points at the place of the error, on its line", () => {
    const { code, message } = problemOf("tenure +\n  TotalChargs / 2");
    expect(code).toBe("expression/unknown-column");
    expect(message).toBe(
      'There is no column "TotalChargs". Did you mean "TotalCharges"? (line 2, column 3 of the expression)\n    TotalChargs / 2\n    ^',
    );
  });

  it.each([
    ["contract = 'a'", "expression/unknown-column", 'Did you mean "Contract"?'],
    ["nosuchthing + 1", "expression/unknown-column", "There are: TotalCharges, tenure"],
    ["greates(tenure, 1)", "expression/unknown-function", 'Did you mean "greatest"?'],
    ["MonthlyCharges > 70 && tenure < 12", "expression/syntax", "write and"],
    ["tenure == 1", "expression/syntax", "single ="],
    ["Contract like 'a%'", "expression/syntax", "contains"],
    ["tenure ^ 2", "expression/syntax", "power(a, b)"],
    ["tenure +", "expression/syntax", "A value is missing at the end"],
    ["(tenure", "expression/syntax", "Expected ) but found the end"],
    ["tenure 5", "expression/syntax", "an operator is missing"],
    ["'open", "expression/syntax", "is not closed"],
    ["1e999", "expression/syntax", "too large"],
    ["", "expression/syntax", "A value is missing"],
    ["case when Churn then 1", "expression/syntax", "Expected end"],
    ["Contract + 1", "expression/type", '"+" needs a number, here is a text'],
    ["Contract = 1", "expression/type", "text and number"],
    ["Churn > Churn", "expression/type", "order booleans"],
    ["greatest(Churn, Churn)", "expression/type", "order booleans"],
    ["date > 'soon'", "expression/type", "'2024-01-31'"],
    ["tenure and Churn", "expression/type", '"and" needs a boolean'],
    ["if(Churn, 1, 'a')", "expression/type", "number and text"],
    ["tenure in (1, 'a')", "expression/type", "number and text"],
    ["tenure in (1, tenure)", "expression/type", "only literals"],
    ["tenure in (1, null)", "expression/type", "is null"],
    ["abs()", "expression/arguments", "abs takes 1 argument, here are 0"],
    ["greatest(1)", "expression/arguments", "2 or more"],
    ["round(tenure, 1.5)", "expression/arguments", "whole number"],
    ["round(tenure, 16)", "expression/arguments", "-15 … 15"],
    ["level_code(Contract, Contract)", "expression/arguments", "text in quotes"],
    ["to_timestamp(Contract, 'DD-MM')", "expression/arguments", "DD/MM/YYYY"],
  ])("refuses %s with %s", (text, code, part) => {
    const problem = problemOf(text);
    expect(problem.code).toBe(code);
    expect(problem.message).toContain(part);
  });

  it("reads a column whose name is a word of the language or has quotes, when it is quoted", () => {
    const odd: readonly Field[] = [
      { name: "end", type: "number" },
      { name: 'a "b', type: "number" },
    ];
    const expression = parseExpression('"end" + "a ""b"', odd);
    expect(columnsOf(expression)).toEqual(["end", 'a "b']);
    expect(expressionText(expression)).toBe('"end" + "a ""b"');
  });
});

describe("columnsOf", () => {
  it("lists each column once in order of first use", () => {
    const text = "case when Churn then tenure + MonthlyCharges else coalesce(tenure, TotalCharges) end";
    expect(columnsOf(parseExpression(text, fields))).toEqual(["Churn", "tenure", "MonthlyCharges", "TotalCharges"]);
  });
});

describe("callExpression", () => {
  it("checks types as the parser does", () => {
    const text = { kind: "literal", value: "a", type: "text" } as const;
    expect(callExpression("length", [text])).toEqual({
      kind: "call",
      name: "length",
      arguments: [text],
      type: "number",
    });
    expect(() => callExpression("abs", [text])).toThrow(expect.objectContaining({ code: "expression/type" }));
  });
});

describe("functions", () => {
  it("each have a summary that ends with a full stop", () => {
    const bad = Object.entries(functions).filter(([, { summary }]) => !/^[A-Z0-9a-z-].*\.$/.test(summary));
    expect(bad).toEqual([]);
  });
});
