import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { DriftloopError, invalidInput, messageOf } from "#kernel";
import type { DuckdbDatabase, ResultRow } from "../connection.js";
import { quoteIdentifier, quoteText } from "../quoting.js";
import { readingsSql } from "./hoisted-readings.js";
import type { StagedSource } from "./text-source.js";

async function digestFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
  }
  return hash.digest("hex");
}

/** A column as text, spelled as in a CSV file. */
export function textOf(name: string, type: string): string {
  const column = quoteIdentifier(name);
  if (type === "DATE") return `strftime(${column}, '%Y-%m-%d')`;
  if (type.startsWith("TIMESTAMP WITH")) return `strftime(${column}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%gZ')`;
  if (type.startsWith("TIMESTAMP")) return `strftime(${column}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%g')`;
  return `${column}::VARCHAR`;
}

/** A column of a Parquet file with DuckDB's name of its type. */
interface ParquetColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * The columns of a Parquet file and its number of rows, from its footer.
 * @param read the call that reads it @param path its name for people
 * @throws InvalidInput `ingestion/not-a-table` when it is damaged
 */
export async function describeParquet(
  database: DuckdbDatabase,
  read: string,
  path: string,
): Promise<{ readonly columns: readonly ParquetColumn[]; readonly rowCount: number }> {
  const described = await describe(database, read, path);
  const [counted] = await database.rows(`SELECT count(*)::DOUBLE AS n FROM ${read}`);
  const columns = described.map((row) => ({ name: String(row["column_name"]), type: String(row["column_type"]) }));
  return { columns, rowCount: Number(counted?.["n"] ?? 0) };
}

/** What the machine lacks; anything else that DuckDB says of a Parquet file is about its bytes. */
const notOfTheFile = /^(?:Out of Memory|INTERRUPT)\b/u;

/**
 * What DuckDB says of a damaged Parquet file, as the user's affair.
 * @param thrown by a query on the file; errors that tell of the machine stay what they are
 */
export function damagedParquet(thrown: unknown, path: string): unknown {
  const cause = thrown instanceof DriftloopError && thrown.code === "duckdb/query-failed" ? thrown.cause : undefined;
  if (cause === undefined || notOfTheFile.test(messageOf(cause))) return thrown;
  return invalidInput(
    "ingestion/not-a-table",
    `${path} begins like a Parquet file but cannot be read as one (${messageOf(cause).split("\n")[0]}); write it again`,
    { path },
  );
}

async function describe(database: DuckdbDatabase, read: string, path: string): Promise<readonly ResultRow[]> {
  try {
    return await database.rows(`DESCRIBE SELECT * FROM ${read}`);
  } catch (thrown) {
    throw damagedParquet(thrown, path);
  }
}

/**
 * Looks at a Parquet file: its columns become text as they would be spelled in a CSV file, dates as `2024-01-31`.
 * @throws InvalidInput `ingestion/not-a-table` when it is damaged
 */
export async function stageParquet(
  database: DuckdbDatabase,
  path: string,
  sizeBytes: number,
  name: string,
): Promise<StagedSource> {
  const read = `read_parquet(${quoteText(path)}, hive_partitioning = false)`;
  const { columns: fields, rowCount } = await describeParquet(database, read, name);
  const columns = fields.map((field) => `${textOf(field.name, field.type)} AS ${quoteIdentifier(field.name)}`);
  return {
    shape: {
      name: basename(name),
      format: "parquet",
      sizeBytes,
      digest: await digestFile(path),
      encoding: "binary",
      delimiter: null,
      hasHeader: true,
      columns: fields.map((field) => field.name),
      rowCount,
      unreadableCount: 0,
    },
    select: (readings) =>
      `SELECT *${readingsSql(readings)} FROM (SELECT ${columns.join(", ")}, row_number() OVER () AS "_line" FROM ${read})`,
    refusedPath: null,
  };
}
