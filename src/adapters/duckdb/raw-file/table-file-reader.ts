import { mkdtemp, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { TableFile, TableFileReader } from "#ingestion";
import { invalidInput } from "#kernel";
import type { Field } from "#tabular";
import { readBatches } from "../batch-reader.js";
import type { DuckdbDatabase } from "../connection.js";
import { quoteIdentifier } from "../quoting.js";
import { parquet } from "./checked-rows.js";
import { isParquet, locateFile, unreadable } from "./locate-file.js";
import { damagedParquet, describeParquet, textOf } from "./parquet-source.js";
import { stageText } from "./text-source.js";

/** What is known of an opened file, and how a column of it is read. */
interface OpenedTable extends Pick<TableFile, "name" | "rowCount" | "unreadableCount" | "fields"> {
  readonly from: string;
  readonly columnSql: (name: string) => string;
  /** What a failure to read its rows is told as. */
  readonly failure: (thrown: unknown) => unknown;
}

const numberTypes = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/;
const maxRecordBytes = 1 << 20;

// Columns of a batch stay in the processor's second cache while they are counted.
const batchRows = 16_384;

async function openParquet(database: DuckdbDatabase, readPath: string, path: string): Promise<OpenedTable> {
  const from = parquet(readPath);
  const { columns, rowCount } = await describeParquet(database, from, path);
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  const isNumber = (name: string): boolean => numberTypes.test(typeOf.get(name)!);
  return {
    name: basename(path),
    rowCount,
    unreadableCount: 0,
    fields: columns.map(({ name }): Field => ({ name, type: isNumber(name) ? "number" : "text" })),
    from,
    columnSql: (name) =>
      isNumber(name) ? quoteIdentifier(name) : `${textOf(name, typeOf.get(name)!)} AS ${quoteIdentifier(name)}`,
    failure: (thrown) => damagedParquet(thrown, path),
  };
}

async function openText(
  file: { readonly sizeBytes: number; readonly readPath: string },
  path: string,
  scratchFolder: string,
): Promise<OpenedTable> {
  const { shape, select } = await stageText({ ...file, path, scratchFolder, expectedColumns: [], maxRecordBytes });
  return {
    name: shape.name,
    rowCount: shape.rowCount,
    unreadableCount: shape.unreadableCount,
    fields: shape.columns.map((name) => ({ name, type: "text" })),
    from: `(${select(new Map())})`,
    columnSql: quoteIdentifier,
    failure: (thrown) => thrown,
  };
}

async function scan(
  database: DuckdbDatabase,
  { from, columnSql, failure }: OpenedTable,
  fields: readonly Field[],
  take: Parameters<TableFile["scan"]>[1],
): Promise<void> {
  const sql = `SELECT ${fields.map(({ name }) => columnSql(name)).join(", ")} FROM ${from}`;
  const rows = { kind: "named", name: "rows", fields } as const;
  try {
    for await (const { columns } of readBatches(database, rows, { batchRows, setting: { name: "rows", sql } })) {
      for (const [place, values] of columns.entries()) take(place, values);
    }
  } catch (thrown) {
    throw failure(thrown);
  }
}

/** Reads files column by column with DuckDB. */
export function createTableFileReader(database: DuckdbDatabase): TableFileReader {
  return {
    open: async (path) => {
      const scratchFolder = await mkdtemp(join(database.spillDirectory, "table-file-"));
      const close = (): Promise<void> => rm(scratchFolder, { recursive: true, force: true });
      try {
        const file = await locateFile(path, scratchFolder);
        const table = isParquet(file.head)
          ? await openParquet(database, file.readPath, path)
          : await openText(file, path, scratchFolder);
        if (table.rowCount + table.unreadableCount === 0) {
          throw invalidInput("ingestion/no-rows", `${path} has no rows; add rows and try again`, { path });
        }
        const { name, rowCount, unreadableCount, fields } = table;
        return {
          name,
          rowCount,
          unreadableCount,
          fields,
          scan: (wanted, take) => scan(database, table, wanted, take),
          close,
        };
      } catch (thrown) {
        await close();
        throw unreadable(path, thrown);
      }
    },
  };
}
