import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { type DuckdbDatabase, duckdbEngineOf, openDuckdb } from "#adapters/duckdb";
import type { AnalyticsEngine, Relation } from "#relation";
import type { Field, Row } from "#tabular";
import { batchesOf, batchOf } from "../../conformance/expression-runners.js";
import { temporaryFolder } from "../../conformance/temporary-folder.js";

/** A column of each type. */
export const everyType: readonly Field[] = [
  { name: "id", type: "text" },
  { name: "n", type: "number" },
  { name: "b", type: "boolean" },
  { name: "t", type: "timestamp" },
];

/** DuckDB for the tests of a file, with a folder of its own; open from the first test on. */
export interface TemporaryEngine {
  readonly database: DuckdbDatabase;
  readonly engine: AnalyticsEngine;
  readonly folder: string;
  /** Writes rows to a file of the folder. */
  store(name: string, fields: readonly Field[], rows: readonly Row[]): Promise<Relation>;
}

/** Opens it before and closes it after the tests of the file that calls this. */
export function temporaryEngine(): TemporaryEngine {
  const folder = temporaryFolder();
  let database: DuckdbDatabase;
  let engine: AnalyticsEngine;
  beforeAll(async () => {
    database = await openDuckdb({ memoryLimitMb: 512, threads: 2 });
    engine = duckdbEngineOf(database);
  });
  afterAll(() => engine.close());
  return {
    get database() {
      return database;
    },
    get engine() {
      return engine;
    },
    folder,
    store: async (name, fields, rows) => {
      const path = join(folder, name);
      await engine.writeBatches(fields, batchesOf(batchOf(fields, rows)), path);
      return { kind: "parquet", paths: [path], fields };
    },
  };
}
