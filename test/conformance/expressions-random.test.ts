import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DriftloopError } from "#kernel";
import {
  duckdbDialect,
  type Expression,
  expressionText,
  expressionToSql,
  functions,
  parseExpression,
  sparkDialect,
} from "#relation";
import type { Field, Row, ValueType } from "#tabular";
import { agrees, createDuckdbRunner, createRowRunner, type ExpressionRunner } from "./expression-runners.js";

const fields: readonly Field[] = [
  { name: "x", type: "number" },
  { name: "y", type: "number" },
  { name: "s", type: "text" },
  { name: 'o"d d', type: "text" },
  { name: "b", type: "boolean" },
  { name: "t", type: "timestamp" },
];

const numbers = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    1,
    -1,
    0.5,
    2.5,
    -1.5,
    2,
    1e308,
    -1e308,
    5e-324,
    2 ** 53,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ),
  fc.integer({ min: -100, max: 100 }),
  fc.double({ noNaN: true }),
);
const texts = fc.oneof(
  fc.constantFrom("", "a", "Yes", "it's", '"', "\\", "12", " -1.5e2 ", "true", "2024-02-29", "😀", "\uFFFD"),
  fc.string({ unit: fc.constantFrom(...Array.from("aBé'\"\\-+.e_1 \t\n😀%$")), maxLength: 8 }),
);
const times = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) });
const flags = fc.boolean();

const literal = (type: ValueType, value: string | number | boolean): Expression => ({ kind: "literal", value, type });
const columnsOfType = (type: ValueType): fc.Arbitrary<Expression> =>
  fc.constantFrom(
    ...fields.filter((field) => field.type === type).map(({ name }): Expression => ({ kind: "column", name, type })),
  );
const call = (name: string, type: ValueType, ...given: Expression[]): Expression => ({
  kind: "call",
  name,
  arguments: given,
  type,
});
const binary = (operator: string, type: ValueType, left: Expression, right: Expression): Expression =>
  ({ kind: "binary", operator, left, right, type }) as Expression;

const comparisons = (value: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> =>
  fc
    .tuple(fc.constantFrom("=", "<>", "<", "<=", ">", ">="), value, value)
    .map(([o, a, b]) => binary(o, "boolean", a, b));

/** Functions that give exactly the same in every engine, by type. */
const treesOf = (maxDepth: number): fc.Arbitrary<Expression> => {
  const { number, text, boolean, timestamp } = fc.letrec<Record<ValueType, Expression>>((tie) => {
    const [number, text, boolean, timestamp] = [tie("number"), tie("text"), tie("boolean"), tie("timestamp")];
    const finite = numbers.filter(Number.isFinite).map((value) => literal("number", value));
    const choice = (type: ValueType, value: fc.Arbitrary<Expression>): fc.Arbitrary<Expression>[] => [
      fc.tuple(boolean, value, value).map(([when, yes, no]) => call("if", type, when, yes, no)),
      fc.tuple(value, value).map(([first, second]) => call("coalesce", type, first, second)),
      fc.tuple(value, value).map(([first, second]) => call("nullif", type, first, second)),
      fc
        .tuple(boolean, value)
        .map(([when, result]): Expression => ({ kind: "case", branches: [{ when, result }], otherwise: null, type })),
    ];
    const ordered = (type: ValueType, value: fc.Arbitrary<Expression>): fc.Arbitrary<Expression>[] => [
      ...choice(type, value),
      fc.tuple(fc.constantFrom("greatest", "least"), value, value).map(([name, a, b]) => call(name, type, a, b)),
    ];
    const parts = ["year", "month", "day", "day_of_week", "hour"];
    return {
      number: fc.oneof(
        { maxDepth, depthSize: "small" },
        columnsOfType("number"),
        finite,
        ...ordered("number", number),
        fc
          .tuple(fc.constantFrom("+", "-", "*", "/", "%"), number, number)
          .map(([o, a, b]) => binary(o, "number", a, b)),
        fc
          .tuple(fc.constantFrom("abs", "ceil", "floor", "round", "sign", "sqrt"), number)
          .map(([name, a]) => call(name, "number", a)),
        fc
          .tuple(number, fc.integer({ min: -15, max: 15 }))
          .map(([a, digits]) => call("round", "number", a, literal("number", digits))),
        fc.tuple(fc.constantFrom(...parts), timestamp).map(([name, a]) => call(name, "number", a)),
        fc.tuple(timestamp, timestamp).map(([a, b]) => call("days_between", "number", a, b)),
        fc.oneof(text, boolean, timestamp).map((a) => call("to_number", "number", a)),
        text.map((a) => call("length", "number", a)),
        fc
          .tuple(text, fc.uniqueArray(texts, { minLength: 1, maxLength: 12 }))
          .map(([a, levels]) => call("level_code", "number", a, ...levels.map((level) => literal("text", level)))),
      ),
      text: fc.oneof(
        { maxDepth, depthSize: "small" },
        columnsOfType("text"),
        texts.map((value) => literal("text", value)),
        ...ordered("text", text),
        fc.tuple(text, text).map(([a, b]) => binary("||", "text", a, b)),
        fc.tuple(fc.constantFrom("lower", "upper", "trim"), text).map(([name, a]) => call(name, "text", a)),
        fc
          .tuple(text, texts, texts)
          .map(([a, from, to]) => call("replace", "text", a, literal("text", from), literal("text", to))),
        fc.oneof(number, boolean).map((a) => call("to_text", "text", a)),
      ),
      boolean: fc.oneof(
        { maxDepth, depthSize: "small" },
        columnsOfType("boolean"),
        flags.map((value) => literal("boolean", value)),
        ...choice("boolean", boolean),
        fc.oneof(comparisons(number), comparisons(text), comparisons(timestamp)),
        fc.tuple(fc.constantFrom("and", "or"), boolean, boolean).map(([o, a, b]) => binary(o, "boolean", a, b)),
        boolean.map((operand): Expression => ({ kind: "unary", operator: "not", operand, type: "boolean" })),
        fc
          .tuple(fc.oneof(number, text, boolean, timestamp), flags)
          .map(([operand, negated]): Expression => ({ kind: "is-null", operand, negated, type: "boolean" })),
        fc
          .tuple(text, fc.array(texts, { minLength: 1, maxLength: 4 }), flags)
          .map(([operand, values, negated]): Expression => ({ kind: "in", operand, values, negated, type: "boolean" })),
        fc
          .tuple(fc.constantFrom("contains", "starts_with"), text, text)
          .map(([name, a, b]) => call(name, "boolean", a, b)),
        text.map((a) => call("to_boolean", "boolean", a)),
      ),
      timestamp: fc.oneof(
        { maxDepth, depthSize: "small" },
        columnsOfType("timestamp"),
        times.map((value) => literal("timestamp", value)),
        ...ordered("timestamp", timestamp),
        text.map((a) => call("to_timestamp", "timestamp", a)),
      ),
    };
  });

  return fc.oneof(number, text, boolean, timestamp);
};

const anyExpression = treesOf(4);
const flatExpression = treesOf(1);
const orMissing = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 5 });
const anyRow: fc.Arbitrary<Row> = fc.record({
  x: orMissing(numbers),
  y: orMissing(numbers),
  s: orMissing(texts),
  'o"d d': orMissing(texts),
  b: orMissing(flags),
  t: orMissing(times),
});

describe("random expressions", () => {
  const runners: ExpressionRunner[] = [];
  beforeAll(async () => {
    runners.push(createRowRunner(), await createDuckdbRunner());
  });
  afterAll(() => Promise.all(runners.map((runner) => runner.close())));

  it("give the same values in DuckDB and in the row function", async () => {
    const property = fc.asyncProperty(
      fc
        .tuple(
          fc.array(anyExpression, { minLength: 10, maxLength: 10 }),
          fc.array(flatExpression, { minLength: 40, maxLength: 40 }),
        )
        .map((parts) => parts.flat()),
      fc.array(anyRow, { minLength: 30, maxLength: 30 }),
      async (expressions, rows) => {
        const [left, right] = await Promise.all(runners.map((runner) => runner.evaluate(expressions, fields, rows)));
        for (const [index, expression] of expressions.entries()) {
          for (const [at, row] of rows.entries()) {
            const [a, b] = [left![index]![at]!, right![index]![at]!];
            if (!agrees(a, b, 0)) {
              throw new Error(
                `${expressionText(expression)} of ${JSON.stringify(row)}: ${String(a)}, in DuckDB ${String(b)}`,
              );
            }
          }
        }
      },
    );
    await fc.assert(property, { numRuns: 15 });
  });

  it("are read back from their canonical text as the same tree", () => {
    fc.assert(
      fc.property(anyExpression, (expression) => {
        expect(parseExpression(expressionText(expression), fields)).toEqual(expression);
      }),
      { numRuns: 300 },
    );
  });

  it("are refused by the SQL generators when nesting would make them huge", () => {
    const nested = parseExpression(`${"log1p(".repeat(60)}x${")".repeat(60)}`, fields);
    expect(() => expressionToSql(nested, duckdbDialect)).toThrow(
      expect.objectContaining({ code: "expression/too-large" }),
    );
  });

  it("can be written for Spark", () => {
    fc.assert(
      fc.property(anyExpression, (expression) => expressionToSql(expression, sparkDialect).length > 0),
      { numRuns: 200 },
    );
  });
});

const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof DriftloopError && thrown.kind === "InvalidInput" && thrown.code.startsWith("expression/");

describe("parseExpression on garbage", () => {
  const pieces = fc.constantFrom(
    ..."()+-*/%=<>,'\"|&! .#;[]".split(""),
    "and ",
    " or ",
    "not ",
    " in ",
    " is ",
    "null ",
    "case ",
    "when ",
    " then ",
    " else ",
    " end",
    " between ",
    "x",
    "s",
    "b",
    "t",
    "1",
    "2.5e3",
    "'a'",
    ...Object.keys(functions),
    "timestamp '2024-01-01'",
  );
  it.each([
    ["pieces of the language", fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join(""))],
    ["any text", fc.string({ unit: "binary", maxLength: 60 })],
  ])("either reads %s or refuses it as invalid input", (_, garbage) => {
    fc.assert(
      fc.property(garbage, (text) => {
        try {
          parseExpression(text, fields);
        } catch (thrown) {
          if (!isRefusal(thrown)) throw thrown;
        }
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ["brackets", `${"(".repeat(5000)}x${")".repeat(4999)}`],
    ["signs", `${"-".repeat(9000)}x`],
    ["nots", `${"not ".repeat(2000)}b`],
    ["a chain", `x${" + x".repeat(2400)}`],
    ["functions", `${"abs(".repeat(2000)}x`],
    ["length", "x".repeat(20_000)],
  ])("refuses thousands of %s instead of overflowing", (_, text) => {
    expect(() => parseExpression(text, fields)).toThrow(expect.objectContaining({ kind: "InvalidInput" }));
  });
});
