import { describe, expect, it } from "vitest";
import {
  duckdbDialect,
  type Expression,
  expressionToSql,
  parseExpression,
  type Relation,
  relationFields,
  relationToSql,
  sparkDialect,
} from "#relation";
import type { Field } from "#tabular";

const fields: readonly Field[] = [
  { name: "x", type: "number" },
  { name: "s", type: "text" },
  { name: "b", type: "boolean" },
  { name: "t", type: "timestamp" },
];
const spark = (text: string): string => expressionToSql(parseExpression(text, fields), sparkDialect);
const duckdb = (text: string): string => expressionToSql(parseExpression(text, fields), duckdbDialect);
const table = (...paths: string[]): Relation => ({ kind: "parquet", paths, fields });

// Written by hand from Spark 4's SQL reference (ANSI mode): / and try_cast, NaN equal to NaN, ceil of DOUBLE is BIGINT.
describe("expressionToSql for Spark", () => {
  it.each([
    ["x / 2", "nullif(`x` / nullif(2D, 0D), double('NaN'))"],
    ["-x + 1e-7", "nullif((- `x`) + 1E-7D, double('NaN'))"],
    ["x * 1e300", "nullif(`x` * 1E300D, double('NaN'))"],
    ["s = 'it''s \\ ${x}'", "(`s` = 'it\\'s \\\\ \\u0024{x}')"],
    ["ceil(x)", "(case when abs(`x`) < 9007199254740992D then cast(ceil(`x`) as double) else `x` end)"],
    ["length(s)", "cast(char_length(`s`) as double)"],
    ["starts_with(s, 'a')", "startswith(`s`, 'a')"],
    ["day_of_week(t)", "cast(weekday(`t`) + 1 as double)"],
    ["t >= '2024-01-31'", "(`t` >= timestamp_millis(1706659200000))"],
    ["level_code(s, 'a', 'b')", "cast(nullif(array_position(array('a', 'b'), `s`), 0) - 1 as double)"],
    ["trim(s)", "trim(both '\\u0020\\u0009\\u000a\\u000b\\u000c\\u000d' from `s`)"],
    ["not b is null", "(not (`b` is null))"],
    ["if(b, 1, null)", "(case when `b` then 1D else cast(null as double) end)"],
    ["days_between(t, t)", "(cast(unix_millis(`t`) - unix_millis(`t`) as double) / 86400000D)"],
  ])("writes %s", (text, sql) => {
    expect(spark(text)).toBe(sql);
  });

  it("refuses a name that Spark would replace", () => {
    const column: Expression = { kind: "column", name: "${env}", type: "text" };
    expect(() => expressionToSql(column, sparkDialect)).toThrow(
      expect.objectContaining({ code: "expression/name-not-for-spark" }),
    );
    expect(expressionToSql(column, duckdbDialect)).toBe('"${env}"');
  });
});

describe("expressionToSql for DuckDB", () => {
  it.each([
    ["x / 2", `nullif("x" / nullif(2e0, 0e0), 'nan'::double)`],
    ["s in ('a', 'b''c')", `("s" in ('a', 'b''c'))`],
    ["level_code(s, 'a', 'b')", `(case "s" when 'a' then 0e0 when 'b' then 1e0 end)`],
    ["t < '2024-01-31'", `("t" < make_timestamp_ms(1706659200000))`],
  ])("writes %s", (text, sql) => {
    expect(duckdb(text)).toBe(sql);
  });

  it("refuses a NUL character in a literal", () => {
    const literal: Expression = { kind: "literal", value: "a\u0000b", type: "text" };
    expect(() => expressionToSql(literal, duckdbDialect)).toThrow(
      expect.objectContaining({ code: "expression/nul-in-text" }),
    );
  });
});

describe("relationToSql", () => {
  it("gives a typed empty query for a table without files", () => {
    expect(relationToSql(table(), sparkDialect)).toBe(
      "select cast(null as double) as `x`, cast(null as string) as `s`, cast(null as boolean) as `b`, cast(null as timestamp) as `t` where false",
    );
  });

  it("normalises stored columns for Spark, where DuckDB's timestamps have no zone", () => {
    expect(relationToSql(table("/lake/a.parquet"), sparkDialect)).toBe(
      "select nullif(cast(`x` as double), double('NaN')) as `x`, cast(`s` as string) as `s`, cast(`b` as boolean) as `b`, cast(`t` as timestamp) as `t` from parquet.`/lake/a.parquet`",
    );
  });

  it("writes an as-of join for Spark as a join on the time a row was the newest", () => {
    const right: Relation = {
      kind: "parquet",
      paths: [],
      fields: [
        { name: "s", type: "text" },
        { name: "v", type: "number" },
        { name: "at", type: "timestamp" },
        { name: "known", type: "timestamp" },
      ],
    };
    const join: Relation = {
      kind: "as-of-join",
      left: table(),
      right,
      keys: ["s"],
      leftTime: "t",
      rightTime: "at",
      rightAvailableAt: "known",
    };
    const sql = relationToSql(join, sparkDialect);
    expect(sql).toContain(
      "left join (select *, lead(`__driftloop_visible`) over (partition by `s` order by `__driftloop_visible`)",
    );
    expect(sql).toMatch(
      /on l\.`s` = r\.`s` and l\.`t` >= r\.`__driftloop_visible` and \(r\.`__driftloop_until` is null or l\.`t` < r\.`__driftloop_until`\)$/,
    );
    expect(relationFields(join).map((field) => field.name)).toEqual(["x", "s", "b", "t", "v", "at", "known"]);
  });

  it.each<[string, Relation, string]>([
    ["a table that was never written", { kind: "parquet", paths: [], fields: [] }, "relation/no-columns"],
    [
      "sorting by an unknown column",
      { kind: "sort", input: table(), by: [{ column: "xx" }] },
      "relation/unknown-column",
    ],
    ["a join with equal columns", { kind: "join", left: table(), right: table(), keys: ["s"] }, "relation/same-column"],
    [
      "a projection with equal names",
      {
        kind: "project",
        input: table(),
        columns: [1, 2].map(() => ({ name: "a", expression: parseExpression("x", fields) })),
      },
      "relation/same-column",
    ],
    [
      "CSV in Spark",
      {
        kind: "csv",
        path: "a.csv",
        columns: ["a"],
        dialect: { delimiter: ",", quote: '"', hasHeader: true, encoding: "utf-8" },
      },
      "relation/csv-not-readable",
    ],
  ])("refuses %s", (_, relation, code) => {
    expect(() => relationToSql(relation, sparkDialect)).toThrow(expect.objectContaining({ code }));
  });
});
