import { type ColumnProfile, missingSpellings, type SpellingCount } from "#ingestion";
import { type DateFormat, dateFormats } from "#tabular";
import type { DuckdbDatabase, ResultRow } from "../connection.js";
import { quoteIdentifier, quoteText } from "../quoting.js";

/** A Parquet file with every column of a raw file as text, and `_line`. */
export interface ProfileSource {
  readonly path: string;
  readonly rowCount: number;
  readonly columns: readonly string[];
}

/** The label's column and two of its classes: all of them where it is binary. */
interface LabelClasses {
  readonly column: string;
  readonly first: string;
  readonly second: string;
}

interface Profiling {
  readonly database: DuckdbDatabase;
  readonly source: ProfileSource;
  readonly label: LabelClasses | null;
}

const number = "[ \\t]*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?[ \\t]*";
const isoTime = "([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?";

const matches = (pattern: string): string => `regexp_full_match(v, ${quoteText(pattern)})`;
const part = (separator: string, index: number): string => `split_part(v, ${quoteText(separator)}, ${index})::INT`;
const isDay = (sql: string): string => `${sql} BETWEEN 1 AND 31`;
const isMonth = (sql: string): string => `${sql} BETWEEN 1 AND 12`;

function slashDate(separator: string, day: number, month: number): string {
  const pattern = `[0-9]{1,2}\\${separator}[0-9]{1,2}\\${separator}[0-9]{4}${isoTime}`;
  return `CASE WHEN ${matches(pattern)} THEN ${isDay(part(separator, day))} AND ${isMonth(part(separator, month))} ELSE false END`;
}

const epochBetween = (low: number, high: number): string => `coalesce(x BETWEEN ${low} AND ${high}, false)`;

const dateTests: Readonly<Record<DateFormat, string>> = {
  "YYYY-MM-DD": `${matches(`[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}${isoTime}`)} AND try_cast(v AS TIMESTAMPTZ) IS NOT NULL`,
  "YYYY/MM/DD": matches(`[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}${isoTime}`),
  YYYYMMDD: `CASE WHEN ${matches("[12][0-9]{7}")} THEN try_strptime(v, '%Y%m%d') IS NOT NULL ELSE false END`,
  "DD/MM/YYYY": slashDate("/", 1, 2),
  "MM/DD/YYYY": slashDate("/", 2, 1),
  "DD.MM.YYYY": slashDate(".", 1, 2),
  "DD-MM-YYYY": slashDate("-", 1, 2),
  "epoch-seconds": epochBetween(3e8, 4.1e9),
  "epoch-milliseconds": epochBetween(3e11, 4.1e12),
};

const spellings = missingSpellings.map(quoteText).join(", ");
const isMissing = (sql: string): string => `(${sql} IS NULL OR trim(${sql}) IN (${spellings}))`;

const fileSql = ({ path }: ProfileSource): string => `read_parquet(${quoteText(path)}, hive_partitioning = false)`;

/** Distinct spellings with their counts: everything is judged once per spelling, not once per row. */
function levelsSql({ source, label }: Profiling, column: string): string {
  const countOf = (value: string | undefined): string =>
    label === null || value === undefined
      ? "0"
      : `count(*) FILTER (WHERE ${quoteIdentifier(label.column)} = ${quoteText(value)})`;
  const select = `${quoteIdentifier(column)} AS v, count(*) AS n, ${countOf(label?.first)} AS p, ${countOf(label?.second)} AS q`;
  return [
    `WITH levels AS (SELECT ${select} FROM ${fileSql(source)} GROUP BY 1)`,
    `judged AS (SELECT *, ${isMissing("v")} AS is_missing, CASE WHEN ${matches(number)} THEN try_cast(trim(v) AS DOUBLE) END AS x FROM levels)`,
    "present AS (SELECT * FROM judged WHERE NOT is_missing)",
  ].join(", ");
}

const sumWhere = (test: string, name: string): string =>
  `coalesce(sum(n) FILTER (WHERE ${test}), 0)::DOUBLE AS ${quoteIdentifier(name)}`;

function factsSql(profiling: Profiling, column: string): string {
  const facts = [
    sumWhere("true", "valueCount"),
    'count(*)::DOUBLE AS "distinctCount"',
    sumWhere("isfinite(x)", "numberCount"),
    sumWhere("isfinite(x) AND x = trunc(x) AND abs(x) <= 9007199254740991", "integerCount"),
    sumWhere(matches("[ \\t]*[+-]?([0-9]+,[0-9]+|[0-9]{1,3}(\\.[0-9]{3})+(,[0-9]+)?)[ \\t]*"), "decimalCommaCount"),
    sumWhere(matches("(?i)[ \\t]*[+-]?inf(inity)?[ \\t]*"), "infinityCount"),
    sumWhere("lower(trim(v)) IN ('true', 'false', 't', 'f')", "booleanCount"),
    'min(x) AS "min"',
    'max(x) AS "max"',
    'coalesce(sum(n * length(v)) / sum(n), 0)::DOUBLE AS "averageLength"',
    ...dateFormats.map((format) => sumWhere(dateTests[format], `date ${format}`)),
  ];
  return `${levelsSql(profiling, column)} SELECT ${facts.join(", ")} FROM present`;
}

/**
 * AUC of an order of the spellings: rank-sum over groups of equal key.
 * @source Mann and Whitney 1947, ties counted half
 */
function aucSql(levels: string, key: string, from: string): string {
  return [
    `${levels}, grouped AS (SELECT ${key} AS k, sum(p)::DOUBLE AS p, sum(q)::DOUBLE AS q FROM ${from} GROUP BY 1)`,
    "ranked AS (SELECT *, sum(q) OVER (ORDER BY k ROWS UNBOUNDED PRECEDING) AS below FROM grouped)",
  ]
    .join(", ")
    .concat(" SELECT sum(p * (below - q / 2)) / nullif(sum(p) * sum(q), 0) AS auc FROM ranked");
}

const eitherWay = (auc: unknown): number | null => (typeof auc === "number" ? Math.max(auc, 1 - auc) : null);

async function separationOf(
  profiling: Profiling,
  column: string,
  facts: Readonly<Record<string, number>>,
): Promise<ColumnProfile["separation"]> {
  const { database, label } = profiling;
  if (label === null || label.column === column) return null;
  const levels = levelsSql(profiling, column);
  const isNumeric = facts["numberCount"]! > 0 && facts["numberCount"] === facts["valueCount"];
  const isRepeated = facts["distinctCount"]! * 20 <= facts["valueCount"]!;
  const key = isNumeric ? "x" : "p / nullif(p + q, 0)";
  const valueSql = isNumeric || isRepeated ? aucSql(levels, key, "present") : "SELECT NULL AS auc";
  const [values] = await database.rows(valueSql);
  const [presence] = await database.rows(aucSql(levels, "is_missing", "judged"));
  return { valueAuc: eitherWay(values?.["auc"]), presenceAuc: eitherWay(presence?.["auc"]) ?? 0.5 };
}

const spellingsOf = (rows: readonly ResultRow[]): readonly SpellingCount[] =>
  rows.map((row) => ({ value: row["v"] as string, count: Number(row["n"]) }));

async function levelsOf(
  profiling: Profiling,
  column: string,
  from: "present" | "missing",
): Promise<readonly SpellingCount[]> {
  const where = from === "missing" ? "WHERE is_missing" : "WHERE NOT is_missing";
  const select = "SELECT coalesce(v, '') AS v, sum(n)::DOUBLE AS n FROM judged";
  const order = "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50";
  return spellingsOf(await profiling.database.rows(`${levelsSql(profiling, column)} ${select} ${where} ${order}`));
}

async function isIncreasing({ database, source }: Profiling, column: string): Promise<boolean> {
  const x = `try_cast(${quoteIdentifier(column)} AS DOUBLE)`;
  const steps = `SELECT ${x} - lag(${x}) OVER (ORDER BY "_line") AS step FROM ${fileSql(source)}`;
  const [row] = await database.rows(`SELECT coalesce(bool_and(step > 0), false) AS grows FROM (${steps})`);
  return row?.["grows"] === true;
}

async function profileColumn(profiling: Profiling, column: string): Promise<ColumnProfile> {
  const { database, source } = profiling;
  const [found = {}] = await database.rows(factsSql(profiling, column));
  const facts = found as Readonly<Record<string, number>>;
  const count = (name: string): number => facts[name] ?? 0;
  const isUniqueInteger = count("integerCount") > 1 && count("distinctCount") === source.rowCount;
  return {
    name: column,
    rowCount: source.rowCount,
    missing: await levelsOf(profiling, column, "missing"),
    valueCount: count("valueCount"),
    distinctCount: count("distinctCount"),
    numberCount: count("numberCount"),
    integerCount: count("integerCount"),
    decimalCommaCount: count("decimalCommaCount"),
    infinityCount: count("infinityCount"),
    booleanCount: count("booleanCount"),
    dateCounts: Object.fromEntries(dateFormats.map((format) => [format, count(`date ${format}`)])) as Record<
      DateFormat,
      number
    >,
    min: facts["min"] ?? null,
    max: facts["max"] ?? null,
    averageLength: count("averageLength"),
    topLevels: await levelsOf(profiling, column, "present"),
    isIncreasing: isUniqueInteger && (await isIncreasing(profiling, column)),
    separation: await separationOf(profiling, column, facts),
  };
}

async function classesOf(
  database: DuckdbDatabase,
  source: ProfileSource,
  column: string | null,
): Promise<LabelClasses | null> {
  if (column === null || !source.columns.includes(column)) return null;
  const name = quoteIdentifier(column);
  const range = `SELECT min(${name}) AS "first", max(${name}) AS "second" FROM ${fileSql(source)} WHERE NOT ${isMissing(name)}`;
  const [row] = await database.rows(range);
  const [first, second] = [row?.["first"], row?.["second"]];
  return typeof first === "string" && typeof second === "string" ? { column, first, second } : null;
}

/**
 * Profiles the columns one after another, each in time that grows with its number of spellings.
 * @param label the label's column
 */
export async function profileColumns(
  database: DuckdbDatabase,
  source: ProfileSource,
  label: string | null,
): Promise<readonly ColumnProfile[]> {
  const profiling = { database, source, label: await classesOf(database, source, label) };
  const profiles: ColumnProfile[] = [];
  for (const column of source.columns) profiles.push(await profileColumn(profiling, column));
  return profiles;
}
