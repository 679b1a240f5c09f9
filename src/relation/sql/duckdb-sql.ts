import type { DatePattern, FunctionName } from "../functions.js";
import { isoReplacement, levelsOf, momentPattern } from "./calls.js";
import { type AsOfParts, type CallTemplate, type CsvSource, type SqlDialect, withoutNul } from "./dialect.js";

const text = (value: string): string => `'${withoutNul(value).replaceAll("'", "''")}'`;

function number(value: number): string {
  if (!Number.isFinite(value)) return `'${Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf"}'::double`;
  const digits = Object.is(value, -0) ? "-0" : String(value);
  return digits.includes("e") ? digits : `${digits}e0`;
}

/**
 * Kahan's log(1 + x): exact to the last digits also where 1 + x loses digits of x.
 * @source Kahan, as given in Goldberg, "What every computer scientist should know about floating-point arithmetic" (1991), theorem 4
 */
const log1p: CallTemplate = ([x]) =>
  `(case when ${x} = 'inf'::double then ${x} when 1e0 + ${x} = 1e0 then ${x} when ${x} > -1e0 then ln(1e0 + ${x}) * ${x} / ((1e0 + ${x}) - 1e0) end)`;

// DuckDB's cast also takes inf, nan, 1_000 and +-1; matching a pattern would cost far more than these guards.
const numberFromText = (sql: string): string =>
  `(case when isfinite(try_cast(${sql} as double)) and not contains(${sql}, '_') and not contains(${sql}, '+-') then try_cast(${sql} as double) end)`;

const trim = (sql: string): string => `trim(${sql}, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))`;

// The cast goes through TIMESTAMPTZ because the cast to TIMESTAMP drops the offset of a zone.
function timestampFromText(sql: string, order: DatePattern): string {
  const trimmed = trim(sql);
  const ordered = `regexp_replace(${trimmed}, ${text(order.pattern)}, ${text(isoReplacement(order, "\\"))})`;
  const read = `cast(try_cast(${ordered} as timestamptz) as timestamp)`;
  return `(case when regexp_matches(${trimmed}, ${text(momentPattern(order))}) then date_trunc('milliseconds', ${read}) end)`;
}

const fewLevels = 8;

// An enum cast looks a level up in a hash table, a CASE compares with one level after the other.
const levelCode: CallTemplate = (given) => {
  const levels = levelsOf(given);
  if (levels.length > fewLevels) {
    return `cast(enum_code(try_cast(${given[0]} as enum(${levels.join(", ")}))) as double)`;
  }
  return `(case ${given[0]} ${levels.map((level, code) => `when ${level} then ${number(code)}`).join(" ")} end)`;
};

const calls: Partial<Record<FunctionName, CallTemplate>> = { log1p, level_code: levelCode };

function csv({ path, dialect, columns }: CsvSource): string {
  const options = [
    `columns = {${columns.map((name) => `${text(name)}: 'VARCHAR'`).join(", ")}}`,
    `delim = ${text(dialect.delimiter)}`,
    `quote = ${text(dialect.quote)}`,
    `escape = ${text(dialect.quote)}`,
    `header = ${dialect.hasHeader}`,
    `encoding = ${text(dialect.encoding)}`,
    "auto_detect = false",
    "hive_partitioning = false",
  ];
  return `read_csv(${text(path)}, ${options.join(", ")})`;
}

function asOfJoin(parts: AsOfParts): string {
  const keys = parts.keys.map((key) => `l.${key} = r.${key}`);
  const on = [...keys, `l.${parts.leftTime} >= r.${parts.rightVisible}`].join(" and ");
  return `select ${parts.columns} from (${parts.left}) l asof left join (${parts.right}) r on ${on}`;
}

/** SQL as DuckDB 1.5 reads it. */
export const duckdbDialect: SqlDialect = {
  name: "duckdb",
  identifier: (name) => `"${withoutNul(name).replaceAll('"', '""')}"`,
  text,
  number,
  timestampFromMs: (sql) => `make_timestamp_ms(${sql})`,
  msFromTimestamp: (sql) => `epoch_ms(${sql})`,
  types: { number: "double", text: "varchar", boolean: "boolean", timestamp: "timestamp" },
  wholeNumber: "bigint",
  trim,
  numberFromText,
  timestampFromText,
  calls,
  parquetSources: (paths) => {
    const options = `union_by_name = ${paths.length > 1}, hive_partitioning = false`;
    return [`read_parquet([${paths.map(text).join(", ")}], ${options})`];
  },
  csv,
  asOfJoin,
};
