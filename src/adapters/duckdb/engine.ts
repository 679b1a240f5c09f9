import { duckdbDialect, type AnalyticsEngine, type Relation, relationFields, relationToSql } from "#relation";
import type { ColumnBatch } from "#tabular";
import { readBatches } from "./batch-reader.js";
import { writeBatches } from "./batch-writer.js";
import { createFreshFiles, type FreshFiles } from "./fresh-files.js";
import { type DuckdbDatabase, type DuckdbOptions, openDuckdb } from "./connection.js";
import { writeRelation } from "./parquet-writer.js";

const defaultBatchRows = 65_536;

async function* streamRows(
  { database, fresh }: { readonly database: DuckdbDatabase; readonly fresh: FreshFiles },
  relation: Relation,
  batchRows: number,
): AsyncGenerator<ColumnBatch, void, undefined> {
  const known = fresh.rowsOf(relation);
  if (known !== undefined && known.rowCount <= batchRows) yield known;
  else yield* readBatches(database, relation, { batchRows });
}

/** The {@link AnalyticsEngine} over an open database; closing the engine closes the database. */
export function duckdbEngineOf(database: DuckdbDatabase): AnalyticsEngine {
  const fresh = createFreshFiles();
  return {
    fieldsOf: (relation) => Promise.resolve().then(() => relationFields(relation)),
    count: async (relation) => {
      const rows = await database.rows(
        `select count(*)::double as n from (${relationToSql(relation, duckdbDialect)}) t`,
      );
      return Number(rows[0]!["n"]);
    },
    stream: (relation, options = {}) => {
      const batchRows = Math.max(1, Math.floor(options.batchRows ?? defaultBatchRows));
      return streamRows({ database, fresh }, relation, batchRows);
    },
    write: async (relation, path) => writeRelation(database, relation, path),
    writeBatches: async (fields, batches, path, columns) => {
      // What a query makes of the batches is not known here.
      if (columns !== undefined) return writeBatches(database, { fields, batches, columns }, path);
      const noted = fresh.noting(fields, batches);
      const written = await writeBatches(database, { fields, batches: noted.batches, columns }, path);
      noted.keep(path);
      return written;
    },
    close: () => database.close(),
  };
}

/**
 * Opens a DuckDB in memory that runs relations.
 * @throws ExternalFailure `duckdb/open-failed`
 */
export async function createDuckdbEngine(options: DuckdbOptions = {}): Promise<AnalyticsEngine> {
  return duckdbEngineOf(await openDuckdb(options));
}
