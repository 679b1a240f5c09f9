import { duckdbDialect, type AnalyticsEngine, relationFields, relationToSql } from "#relation";
import { readBatches } from "./batch-reader.js";
import { writeBatches } from "./batch-writer.js";
import { type DuckdbDatabase, type DuckdbOptions, openDuckdb } from "./connection.js";
import { writeRelation } from "./parquet-writer.js";

const defaultBatchRows = 65_536;

/** The {@link AnalyticsEngine} over an open database; closing the engine closes the database. */
export function duckdbEngineOf(database: DuckdbDatabase): AnalyticsEngine {
  return {
    fieldsOf: (relation) => Promise.resolve().then(() => relationFields(relation)),
    count: async (relation) => {
      const rows = await database.rows(
        `select count(*)::double as n from (${relationToSql(relation, duckdbDialect)}) t`,
      );
      return Number(rows[0]!["n"]);
    },
    stream: (relation, options = {}) =>
      readBatches(database, relation, { batchRows: Math.max(1, Math.floor(options.batchRows ?? defaultBatchRows)) }),
    write: async (relation, path) => writeRelation(database, relation, path),
    writeBatches: (fields, batches, path, columns) => writeBatches(database, { fields, batches, columns }, path),
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
