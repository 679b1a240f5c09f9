import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cleanRow, type ColumnSpec, type SchemaContract } from "#tabular";
import { duckdbDialect, type Expression, expressionToSql } from "#relation";
import { type DuckdbDatabase, openDuckdb, type ResultRow } from "#src/adapters/duckdb/connection.js";
import { quoteIdentifier, quoteText } from "#src/adapters/duckdb/quoting.js";
import { cleanedValue, rowChecksOf, rowWarningsOf } from "#src/ingestion/row-checks.js";

const specs: Readonly<Record<string, ColumnSpec>> = {
  plain: { type: "number" },
  bounded: { type: "number", range: [-1.5, 100], missing: [" ", "NA"], whenMissing: 0 },
  comma: { type: "number", decimal: "," },
  whole: { type: "integer", range: [0, null], required: true, missing: ["?"] },
  flag: { type: "boolean", missing: ["-"] },
  level: { type: "category", domain: ["a", "b", "No internet"], missing: ["NA"] },
  strict: { type: "category", domain: ["a", "b"], strictDomain: true },
  filled: { type: "category", domain: ["a", "none"], whenMissing: "none" },
  free: { type: "text", required: true },
  day: { type: "date" },
  european: { type: "date", format: "DD/MM/YYYY" },
  american: { type: "timestamp", format: "MM/DD/YYYY" },
  dotted: { type: "date", format: "DD.MM.YYYY", missing: ["never"] },
  compact: { type: "date", format: "YYYYMMDD" },
  seconds: { type: "timestamp", format: "epoch-seconds" },
  milliseconds: { type: "timestamp", format: "epoch-milliseconds" },
};
const contract: SchemaContract = {
  entity: [],
  eventTime: "day",
  label: { column: "level", positive: "a" },
  columns: specs,
};

const texts = [
  "",
  " ",
  "  ",
  "NA",
  "?",
  "-",
  "never",
  "a",
  "b",
  "A",
  "none",
  "No internet",
  "é",
  "a ",
  "'",
  '"',
  "x;y",

  "0",
  "1",
  "-1",
  "+1",
  "-0",
  "12",
  "012",
  "12.0",
  "12.5",
  ".5",
  "5.",
  "1e3",
  "1E-3",
  "1e",
  "1_000",
  "0x10",
  "--1",
  "+-1",

  "1e308",
  "1e309",
  "-1e400",
  "1e-400",
  "9007199254740991",
  "9007199254740992",
  "9007199254740993",
  "100",
  "100.0001",

  "-1.5",
  "-1.50001",
  "1,5",
  "1.234,5",
  "1,234.5",
  ",5",
  "5,",
  "1,2,3",
  " 7 ",
  "\t7",
  "7\n",
  "\u00a07",
  "\u0667",
  "1 2",

  "inf",
  "-inf",
  "Infinity",
  "nan",
  "NaN",
  "NULL",
  "None",
  "true",
  "TRUE",
  "Yes",
  "n",
  "f",
  "on",
  "off",
  " no ",
  "2024-01-31",
  "2024-1-3",
  "2024-02-30",
  "2023-02-29",
  "2024-02-29",
  "2024-01-31T10:00:00Z",
  "2024-01-31 10:00",
  "2024-01-31T10:00:00.1234567Z",
  "2024-01-31T10:00:00+02:00",
  "2024-01-31T24:00:00Z",
  "2024-01-31T10:00:60Z",
  "0001-01-01",
  "0000-01-01",
  "9999-12-31",
  "99999-01-01",
  "2024-13-01",
  "2024-00-10",
  "1969-12-31T23:59:59.999Z",
  "31/01/2024",
  "1/2/2024",
  "01/31/2024",
  "31.01.2024",
  "1.2.2024 08:30",
  "20240131",
  "20241301",
  "31/01/24",
  "1706695200",
  "1706695200.5",
  "-1",
  "1706695200123",
  "8640000000000000",
  "8640000000000001",
  "8640000000001",
];

let database: DuckdbDatabase;
beforeAll(async () => {
  database = await openDuckdb();
});
afterAll(() => database.close());

const sqlOf = (expression: Expression): string => expressionToSql(expression, duckdbDialect);

/** What SQL says about every text in one column: the cleaned value, the first reason, and whether there is a warning. */
async function batch(column: string, values: readonly string[]): Promise<readonly ResultRow[]> {
  const spec = specs[column]!;
  const checks = rowChecksOf(contract).filter((check) => check.column === column);
  const warnings = rowWarningsOf(contract).filter((check) => check.column === column);
  const reason = checks.map((check) => `WHEN ${sqlOf(check.when)} THEN ${quoteText(check.reason)}`).join(" ");
  const warned = warnings.map((check) => `WHEN ${sqlOf(check.when)} THEN true`).join(" ");
  const value = sqlOf(cleanedValue(column, spec));
  const isTime = spec.type === "date" || spec.type === "timestamp";
  const rows = values.map((text, index) => `(${index}, ${quoteText(text)})`).join(", ");
  return database.rows(
    `SELECT ${isTime ? `epoch_ms(${value})::DOUBLE` : value} AS value, ${reason === "" ? "NULL" : `CASE ${reason} END`} AS reason,
     ${warned === "" ? "false" : `coalesce(CASE ${warned} END, false)`} AS warned
     FROM (VALUES ${rows}) t(i, ${quoteIdentifier(column)}) ORDER BY i`,
  );
}

function single(column: string, text: string): Record<string, unknown> {
  const cleaned = cleanRow({ ...contract, columns: { [column]: specs[column]! } }, { [column]: text });
  return {
    value: cleaned.values[column],
    reason: cleaned.problems[0]?.reason ?? null,
    warned: cleaned.warnings.length > 0,
  };
}

async function expectAgreement(column: string, values: readonly string[]): Promise<void> {
  const fromFile = await batch(column, values);
  for (const [index, text] of values.entries()) {
    expect({ text, ...single(column, text) }).toEqual({ text, ...fromFile[index] });
  }
}

describe("a raw value means the same in a file and in a single request", () => {
  test.each(Object.keys(specs))("for every awkward spelling in column %s", async (column) => {
    await expectAgreement(column, texts);
  });

  test("for random number-like, date-like and other texts in every column", async () => {
    const letters = fc.constantFrom(...Array.from("0123456789+-.,eE_ \t/:TZaNif"));
    const text = fc.oneof(
      fc.string({ unit: letters, maxLength: 14 }),
      fc.double().map(String),
      fc
        .date({ noInvalidDate: true, min: new Date("0100-01-01"), max: new Date("9999-12-31") })
        .map((date) => date.toISOString()),
      fc.string({ maxLength: 8 }).filter((value) => !value.includes("\u0000")),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 50, maxLength: 50 }),
        fc.constantFrom(...Object.keys(specs)),
        async (values, column) => {
          await expectAgreement(column, values);
        },
      ),
      { numRuns: 40 },
    );
  });
});
