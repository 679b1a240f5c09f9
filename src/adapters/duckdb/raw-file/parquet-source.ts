import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { invalidInput, messageOf } from "#kernel";
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

function textOf(name: string, type: string): string {
  const column = quoteIdentifier(name);
  if (type === "DATE") return `strftime(${column}, '%Y-%m-%d')`;
  if (type.startsWith("TIMESTAMP WITH")) return `strftime(${column}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%gZ')`;
  if (type.startsWith("TIMESTAMP")) return `strftime(${column}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%g')`;
  return `${column}::VARCHAR`;
}

async function describe(database: DuckdbDatabase, read: string, path: string): Promise<readonly ResultRow[]> {
  try {
    return await database.rows(`DESCRIBE SELECT * FROM ${read}`);
  } catch (thrown) {
    throw invalidInput(
      "ingestion/not-a-table",
      `${path} begins like a Parquet file but cannot be read as one (${messageOf(thrown).split("\n")[0]}); write it again`,
      { path },
    );
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
  const described = await describe(database, read, name);
  const fields = described.map((row) => ({ name: String(row["column_name"]), type: String(row["column_type"]) }));
  const [counted] = await database.rows(`SELECT count(*)::DOUBLE AS n FROM ${read}`);
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
      rowCount: Number(counted?.["n"] ?? 0),
      unreadableCount: 0,
    },
    select: (readings) =>
      `SELECT *${readingsSql(readings)} FROM (SELECT ${columns.join(", ")}, row_number() OVER () AS "_line" FROM ${read})`,
    refusedPath: null,
  };
}
