import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseExpression, type Value } from "#relation";
import type { Field, Row } from "#tabular";
import { agrees, createDuckdbRunner, createRowRunner, type ExpressionRunner } from "./expression-runners.js";

const fields: readonly Field[] = [
  { name: "x", type: "number" },
  { name: "y", type: "number" },
  { name: "s", type: "text" },
  { name: "u", type: "text" },
  { name: "b", type: "boolean" },
  { name: "c", type: "boolean" },
  { name: "t", type: "timestamp" },
  { name: 'odd "name"', type: "text" },
];

const names = fields.map((field) => field.name);
const rowOf = (...values: (string | number | boolean | null)[]): Row =>
  Object.fromEntries(names.map((name, index) => [name, values[index]!]));
const inf = Number.POSITIVE_INFINITY;

const rows: readonly Row[] = [
  rowOf(1, 2, "Yes", "yes", true, true, Date.UTC(2024, 0, 1), "a"),
  rowOf(-2.5, 0, "", " ", true, false, Date.UTC(2024, 1, 29, 23, 59, 59, 999), "it's"),
  rowOf(0.5, -0, "it's", 'say "hi"', false, true, 0, "x; drop table t --"),
  rowOf(-0, 3, "1e3", " 12.5\t", false, false, -1, "\\"),
  rowOf(2.5, -3, "-.5", "+7.", null, true, Date.UTC(1969, 11, 31), "${a}"),
  rowOf(null, null, null, null, null, null, null, null),
  rowOf(Number.NaN, 1, "nan", "inf", true, null, Date.UTC(1900, 1, 28), "%_"),
  rowOf(inf, inf, "1_000", "1e999", false, null, Date.UTC(9999, 11, 31), "é"),
  rowOf(-inf, -2, "😀é", "\uFFFD", true, true, Date.UTC(2000, 11, 31, 12), "A"),
  rowOf(1e308, 1e308, "Ünïted ÄÖ ß", "ПРИВЕТ Σίσυφος", true, true, 951782400000, "B"),
  rowOf(2 ** 53, 1e-320, "2024-02-30", "2024-02-29T10:00:00.123456+02:00", true, false, 1, "C"),
  rowOf(1.005, 100, "31/12/2024", " 2024-1-5 07:08 ", false, false, 86_400_000, "\n"),
  rowOf(-7, 3, "t", "F", true, true, 1704067200123, "tab\tend"),
  rowOf(4.5, 2, "0x10", "1 2", false, true, 1, "é"),
];

/** What the language promises, column by column of `rows`, where it is worth writing down. */
const promises: readonly (readonly [string, readonly Value[]])[] = [
  ["x / y", [0.5, null, null, -0, 2.5 / -3, null, null, null, inf, 1, inf, 1.005 / 100, -7 / 3, 2.25]],
  ["x % y", [1, null, null, -0, 2.5, null, null, null, null, 0, 9007199254740992 % 1e-320, 1.005, -1, 0.5]],
  ["x - x", [0, 0, 0, 0, 0, null, null, null, null, 0, 0, 0, 0, 0]],
  ["round(x)", [1, -3, 1, -0, 3, null, null, inf, -inf, 1e308, 9007199254740992, 1, -7, 5]],
  ["round(x, 2)", [1, -2.5, 0.5, -0, 2.5, null, null, inf, -inf, 1e308, 9007199254740992, 1, -7, 4.5]],
  [
    "sqrt(x)",
    [
      1,
      null,
      Math.SQRT1_2,
      0,
      Math.sqrt(2.5),
      null,
      null,
      inf,
      null,
      1e154,
      Math.sqrt(2 ** 53),
      Math.sqrt(1.005),
      null,
      Math.sqrt(4.5),
    ],
  ],
  ["x is null", [false, false, false, false, false, true, true, false, false, false, false, false, false, false]],
  ["greatest(x, y)", [2, 0, 0.5, 3, 2.5, null, 1, inf, -2, 1e308, 9007199254740992, 100, 3, 4.5]],
  ["length(s)", [3, 0, 4, 3, 3, null, 3, 5, 2, 11, 10, 10, 1, 4]],
  [
    "lower(u)",
    [
      "yes",
      " ",
      'say "hi"',
      " 12.5\t",
      "+7.",
      null,
      "inf",
      "1e999",
      "\uFFFD",
      "привет σίσυφος",
      "2024-02-29t10:00:00.123456+02:00",
      " 2024-1-5 07:08 ",
      "f",
      "1 2",
    ],
  ],
  ["to_number(s)", [null, null, null, 1000, -0.5, null, null, null, null, null, null, null, null, null]],
  ["to_number(u)", [null, null, null, 12.5, 7, null, null, null, null, null, null, null, null, null]],
  ["to_boolean(s)", [true, null, null, null, null, null, null, null, null, null, null, null, true, null]],
  [
    "to_timestamp(u)",
    [
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      Date.UTC(2024, 1, 29, 8, 0, 0, 123),
      Date.UTC(2024, 0, 5, 7, 8),
      null,
      null,
    ],
  ],
  [
    "to_timestamp(s, 'DD/MM/YYYY')",
    [null, null, null, null, null, null, null, null, null, null, null, Date.UTC(2024, 11, 31), null, null],
  ],
  ["b and c", [true, false, false, false, null, null, null, false, true, true, false, false, true, false]],
  ["b or c", [true, true, true, false, true, null, true, null, true, true, true, false, true, true]],
  ["day_of_week(t)", [1, 4, 4, 3, 3, null, 3, 5, 7, 2, 4, 5, 1, 4]],
  ["level_code(s, 'Yes', '', 'it''s')", [0, 1, 2, null, null, null, null, null, null, null, null, null, null, null]],
  ["equals_level(s, 'Yes')", [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ["s > u", [false, false, false, true, true, null, true, false, true, false, true, true, true, false]],
];

const others: readonly string[] = [
  "x + y",
  "x * y",
  "-x",
  "abs(x)",
  "ceil(x)",
  "floor(x)",
  "sign(x)",
  "round(x, -1)",
  "round(x, 15)",
  "least(x, y, 1)",
  "coalesce(x, y, 0)",
  "nullif(x, 1)",
  "nullif(s, '')",
  "if(b, x, y)",
  "if(x > y, 'more', 'less')",
  "x = y",
  "x <> y",
  "x < y",
  "x <= y",
  "x > y",
  "x >= y",
  "x between -1 and 2",
  "not x between -1 and 2",
  "x in (1, -2.5, 0)",
  "x not in (1, -2.5, 0)",
  "x in (1e308, 2, 3, 4, 5, 6, 7, 8, 9)",
  "s in ('Yes', '', 'it''s')",
  "s not in ('Yes')",
  "s = u",
  "s <> u",
  "s || u",
  "concat(s, '-', u, '''')",
  "upper(s)",
  "lower(s)",
  "trim(u)",
  "length(u)",
  "contains(s, '''')",
  "contains(s, '')",
  "contains(u, s)",
  "starts_with(s, 'Y')",
  "starts_with(u, s)",
  "greatest(s, u)",
  "least(s, u)",
  "year(t)",
  "month(t)",
  "day(t)",
  "hour(t)",
  "days_between(t, timestamp '2024-01-01')",
  "t >= '2000-01-01'",
  "t < date '1970-01-01'",
  "greatest(t, timestamp '1970-01-01')",
  "to_number(b)",
  "to_number(t)",
  "to_boolean(u)",
  "to_boolean(x)",
  "to_timestamp(s)",
  "to_timestamp(x)",
  "to_timestamp(u, 'YYYY/MM/DD')",
  "to_text(b)",
  "to_text(x)",
  "to_text(y)",
  "to_text(s)",
  "not b",
  "b = c",
  "b <> c",
  "b is not null",
  "case when x > 0 then 'p' when x < 0 then 'n' end",
  "case s when 'Yes' then 1 when 'it''s' then 2 else 0 end",
  '"odd ""name"""',
  '"odd ""name""" = \'it\'\'s\'',
  'length("odd ""name""")',
  "replace(s, '''', '$&')",
  "replace(s, '', 'x')",
  "replace(u, ' ', '')",
  "\"odd \"\"name\"\"\" in ('\\', '${a}', 'x; drop table t --')",
  "level_code(s, 'a', 'b', 'Yes', 'c', 'd', 'e', 'f', 'g', 'it''s', '')",
  "level_code(u, 'é', '😀', 'yes', 'yes', ' ')",
  'equals_level("odd ""name""", \'é\')',
  "(x + y) * 2 - x / 3 > 4 or s is null and not b",
  "coalesce(to_number(s), 0) / greatest(y, 1)",
  "null",
  "x = null",
  "if(null, 1, 2)",
  "coalesce(null, s)",
  "-0 = x",
  "5e-324 * x",
  "1e308 * 10 - x",
];

/** Computed by a C library in one engine and by the JavaScript engine in the other; they differ in the last digit. */
const ofLibraries: readonly string[] = [
  "exp(x)",
  "ln(x)",
  "log1p(x)",
  "log1p(x / 1e9)",
  "power(x, y)",
  "power(x, 0.5)",
  "power(2, x)",
  "power(-8, 1 / 3)",
  "power(0, x)",
  "power(1, x)",
  "ln(exp(y))",
];

describe("every generator gives the same value", () => {
  const runners: ExpressionRunner[] = [];
  beforeAll(async () => {
    runners.push(createRowRunner(), await createDuckdbRunner());
  });
  afterAll(() => Promise.all(runners.map((runner) => runner.close())));

  async function disagreements(texts: readonly string[], tolerance: number): Promise<string[]> {
    const expressions = texts.map((text) => parseExpression(text, fields));
    const [expected, ...others] = await Promise.all(
      runners.map((runner) => runner.evaluate(expressions, fields, rows)),
    );
    return texts.flatMap((text, index) =>
      others.flatMap((values, other) =>
        rows.flatMap((row, at) => {
          const [left, right] = [expected![index]![at]!, values[index]![at]!];
          if (agrees(left, right, tolerance)) return [];
          return `${text} of ${JSON.stringify(row)}: ${String(left)} in the row function, ${String(right)} in ${runners[other + 1]!.name}`;
        }),
      ),
    );
  }

  it("exactly, for arithmetic, comparison, logic, text and time", async () => {
    expect(await disagreements([...promises.map(([text]) => text), ...others], 0)).toEqual([]);
  });

  it("to 1e-12 relative, for exp, ln, log1p and power", async () => {
    expect(await disagreements(ofLibraries, 1e-12)).toEqual([]);
  });

  it.each(promises)("%s is as promised", async (text, promised) => {
    const [values] = await runners[0]!.evaluate([parseExpression(text, fields)], fields, rows);
    const wrong = promised.flatMap((value, at) =>
      agrees(values![at]!, value, 1e-15) ? [] : [`row ${at}: ${String(values![at])} instead of ${String(value)}`],
    );
    expect(wrong).toEqual([]);
  });
});
