import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds, createRandom } from "#kernel";
import type { TableStore } from "#relation";
import { type DuckdbDatabase, openDuckdb } from "#src/adapters/duckdb/connection.js";
import { createRawFileReader, type RawFileReaderOptions } from "#src/adapters/duckdb/raw-file/raw-file-reader.js";
import { createLake } from "#src/adapters/lake/index.js";
import { createMemoryManifestStore } from "#src/adapters/memory/index.js";
import { contractOf, type IngestPorts } from "#ingestion";
import type { ColumnSpec, SchemaContract } from "#tabular";

/** A real lake, a real DuckDB and a clock that stands still until it is moved. */
export interface IngestionBench {
  readonly folder: string;
  readonly database: DuckdbDatabase;
  readonly tables: TableStore;
  readonly ports: IngestPorts;
  readonly clock: { nowMs: number; now(): number };
  /** Writes a file into the folder and returns its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** All rows of a lake table at its newest version, without the moment of arrival. */
  rows(table: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Names of temporary files that were left behind. */
  leftovers(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openIngestionBench(options: RawFileReaderOptions = {}): Promise<IngestionBench> {
  const folder = await mkdtemp(join(tmpdir(), "driftloop-ingestion-"));
  const database = await openDuckdb({ memoryLimitMb: 512 });
  const clock = {
    nowMs: Date.parse("2024-05-01T00:00:00Z"),
    now(): number {
      return this.nowMs;
    },
  };
  const ids = createIds(clock, createRandom(1));
  const tables = createLake(join(folder, "lake"), { manifests: createMemoryManifestStore(), clock, ids });
  return {
    folder,
    database,
    tables,
    ports: { reader: createRawFileReader(database, options), tables, clock },
    clock,
    write: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    rows: async (table) => {
      const { files } = await tables.snapshot(table);
      if (files.length === 0) return [];
      const paths = files.map(({ path }) => `'${path}'`).join(", ");
      return database.rows(
        `SELECT * EXCLUDE (${table === "raw" ? "_ingested_at" : "ingested_at"}) FROM read_parquet([${paths}], union_by_name = true)`,
      );
    },
    leftovers: async () => readdir(database.spillDirectory),
    close: async () => {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A contract with the given columns; the label is `y`, positive "1". */
export function contractFor(
  columns: Readonly<Record<string, ColumnSpec>>,
  parts: { readonly entity?: readonly string[]; readonly eventTime?: string } = {},
): SchemaContract {
  return contractOf({
    source: "data.csv",
    entity: parts.entity ?? [],
    eventTime: parts.eventTime ?? null,
    availableAt: null,
    label: { column: "y", positive: "1", horizon: "90d" },
    columns: { ...columns, y: columns["y"] ?? { type: "category" } },
  });
}
