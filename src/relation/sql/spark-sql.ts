import { invalidInput } from "#kernel";
import { blankCharacters, type DatePattern, type FunctionName } from "../functions.js";
import { isoReplacement, levelsOf, momentPattern } from "./calls.js";
import { type AsOfParts, type CallTemplate, type SqlDialect, withoutNul } from "./dialect.js";

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  // Spark replaces ${name} in the text of a query, also inside literals.
  $: "\\u0024",
};

const text = (value: string): string =>
  `'${withoutNul(value).replaceAll(/[\\'\n\r\t$]/g, (character) => escapes[character]!)}'`;

function identifier(name: string): string {
  if (name.includes("${")) {
    throw invalidInput("expression/name-not-for-spark", `Spark replaces \${…} in names; rename the column "${name}"`);
  }
  return `\`${withoutNul(name).replaceAll("`", "``")}\``;
}

function number(value: number): string {
  if (Number.isNaN(value)) return "double('NaN')";
  if (!Number.isFinite(value)) return value > 0 ? "double('Infinity')" : "double('-Infinity')";
  if (Object.is(value, -0)) return "-0D";
  return `${String(value).toUpperCase().replace("E+", "E")}D`;
}

const exactIntegers = number(2 ** 53);

// Spark's ceil and floor of a DOUBLE give a BIGINT, which ends at 2^63; from 2^53 on doubles are whole anyway.
const toWhole =
  (name: string): CallTemplate =>
  ([operand]) =>
    `(case when abs(${operand}) < ${exactIntegers} then cast(${name}(${operand}) as double) else ${operand} end)`;

const blanks = Array.from(blankCharacters, (blank) => `\\u${blank.charCodeAt(0).toString(16).padStart(4, "0")}`).join(
  "",
);
const trim = (sql: string): string => `trim(both '${blanks}' from ${sql})`;

function numberFromText(sql: string): string {
  const blank = "[ \\t\\n\\x0B\\f\\r]*";
  const pattern = text(`^${blank}[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?${blank}$`);
  const read = `try_cast(${trim(sql)} as double)`;
  return `(case when ${sql} rlike ${pattern} and abs(${read}) < ${number(Number.POSITIVE_INFINITY)} then ${read} end)`;
}

function timestampFromText(sql: string, order: DatePattern): string {
  const trimmed = trim(sql);
  const ordered = `regexp_replace(${trimmed}, ${text(order.pattern)}, ${text(isoReplacement(order, "$"))})`;
  const read = `date_trunc('MILLISECOND', try_cast(${ordered} as timestamp))`;
  return `(case when ${trimmed} rlike ${text(momentPattern(order))} then ${read} end)`;
}

const levelCode: CallTemplate = (given) =>
  `cast(nullif(array_position(array(${levelsOf(given).join(", ")}), ${given[0]}), 0) - 1 as double)`;

const calls: Partial<Record<FunctionName, CallTemplate>> = {
  ceil: toWhole("ceil"),
  floor: toWhole("floor"),
  length: ([operand]) => `cast(char_length(${operand}) as double)`,
  starts_with: (given) => `startswith(${given.join(", ")})`,
  day_of_week: ([operand]) => `cast(weekday(${operand}) + 1 as double)`,
  level_code: levelCode,
};

/** Spark has no as-of join: each visible row gets the moment at which the next one replaces it. */
function asOfJoin({ left, right, columns, keys, leftTime, rightVisible }: AsOfParts): string {
  const partition = keys.join(", ");
  const until = `lead(${rightVisible}) over (partition by ${partition} order by ${rightVisible}) as \`__driftloop_until\``;
  const spans = `select *, ${until} from (${right}) v`;
  const equal = keys.map((key) => `l.${key} = r.${key}`);
  const inTime = `l.${leftTime} >= r.${rightVisible} and (r.\`__driftloop_until\` is null or l.${leftTime} < r.\`__driftloop_until\`)`;
  return `select ${columns} from (${left}) l left join (${spans}) r on ${[...equal, inTime].join(" and ")}`;
}

/** SQL as Spark 4 reads it with ANSI mode on, session time zone UTC and escaped string literals off (the default). */
export const sparkDialect: SqlDialect = {
  name: "spark",
  identifier,
  text,
  number,
  timestampFromMs: (sql) => `timestamp_millis(${sql})`,
  msFromTimestamp: (sql) => `unix_millis(${sql})`,
  types: { number: "double", text: "string", boolean: "boolean", timestamp: "timestamp" },
  wholeNumber: "bigint",
  trim,
  numberFromText,
  timestampFromText,
  calls,
  parquetSources: (paths) => paths.map((path) => `parquet.${identifier(path)}`),
  asOfJoin,
};
