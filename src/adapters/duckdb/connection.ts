import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBResult } from "@duckdb/node-api";
import { duckdbFailure } from "./errors.js";
import { duckdbLibrary } from "./library.js";
import { quoteText } from "./quoting.js";

/** How much of the machine DuckDB may use. */
export interface DuckdbOptions {
  /** Memory limit in MiB; default 1,024. Larger work spills to the temporary directory. */
  readonly memoryLimitMb?: number;
  /** Threads; default 2. */
  readonly threads?: number;
  /** Where a folder for spilled data is made; default the system's temporary directory. */
  readonly temporaryDirectory?: string;
  /**
   * Whether files that are written wait until they are on disk; default true. Without, they survive the end of the process, however that
   * comes, but not a power cut.
   */
  readonly isSynced?: boolean;
}

/** A value that is bound to `$1`, `$2`, … of a query. */
export type Parameter = string | number | bigint | boolean | null;

/** One row of a small result: numbers as number, BIGINT as bigint, text as string. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** An open DuckDB in memory. Queries of one database may run at the same time. */
export interface DuckdbDatabase {
  /** Runs a statement whose result is not wanted; returns the number of rows it changed or copied. */
  run(sql: string, parameters?: readonly Parameter[]): Promise<number>;
  /** All rows of a small result. */
  rows(sql: string, parameters?: readonly Parameter[]): Promise<readonly ResultRow[]>;
  /** Chunks of at most 2,048 rows in order; a chunk's memory is valid until the next one is asked for. */
  stream(sql: string, parameters?: readonly Parameter[]): AsyncGenerator<DuckDBDataChunk, void, undefined>;
  /** Lends a connection of its own, for appenders, table functions and temporary tables, and closes it afterwards. */
  withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** The folder for spilled data; removed by {@link DuckdbDatabase.close}. */
  readonly spillDirectory: string;
  /** Whether files that are written wait until they are on disk. */
  readonly isSynced: boolean;
  /** Frees the memory and removes spilled data; calling it again does nothing. */
  close(): Promise<void>;
}

function settingsOf(options: DuckdbOptions, spillDirectory: string): Record<string, string> {
  return {
    memory_limit: `${options.memoryLimitMb ?? 1024}MiB`,
    threads: String(options.threads ?? 2),
    temp_directory: spillDirectory,
    preserve_insertion_order: "true",
    // It keeps what was read of every file, also of those long gone, until the memory limit is reached; the system caches files already.
    enable_external_file_cache: "false",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  };
}

async function openInstance(options: DuckdbOptions, spillDirectory: string): Promise<DuckDBInstance> {
  const { DuckDBInstance } = duckdbLibrary();
  const instance = await DuckDBInstance.create(":memory:", settingsOf(options, spillDirectory));
  const connection = await instance.connect();
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  await connection.run("SET GLOBAL Calendar = 'gregorian'");
  await connection.run("SET lock_configuration = true");
  connection.closeSync();
  return instance;
}

const summaryOf = (sql: string): string => `Running ${quoteText(sql.length > 120 ? `${sql.slice(0, 120)} …` : sql)}`;

async function* chunksOf(result: DuckDBResult): AsyncGenerator<DuckDBDataChunk, void, undefined> {
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}

async function lend<T>(instance: DuckDBInstance, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
  }
}

async function* streamChunks(
  instance: DuckDBInstance,
  sql: string,
  parameters: readonly Parameter[],
): AsyncGenerator<DuckDBDataChunk, void, undefined> {
  const connection = await instance.connect();
  try {
    yield* chunksOf(await connection.stream(sql, [...parameters]));
  } catch (thrown) {
    throw duckdbFailure(thrown, summaryOf(sql));
  } finally {
    connection.interrupt();
    connection.closeSync();
  }
}

/**
 * Opens a DuckDB in memory with explicit limits: UTC, rows in the order of insertion, no extension from the network.
 * The library is loaded at the first call.
 * @throws ExternalFailure `duckdb/open-failed`
 */
export async function openDuckdb(options: DuckdbOptions = {}): Promise<DuckdbDatabase> {
  const spillDirectory = await mkdtemp(join(options.temporaryDirectory ?? tmpdir(), "driftloop-duckdb-"));
  let instance: DuckDBInstance;
  try {
    instance = await openInstance(options, spillDirectory);
  } catch (thrown) {
    await rm(spillDirectory, { recursive: true, force: true });
    throw duckdbFailure(thrown, "Opening a database in memory", "duckdb/open-failed");
  }
  const guarded = async <T>(sql: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    try {
      return await lend(instance, work);
    } catch (thrown) {
      throw duckdbFailure(thrown, summaryOf(sql));
    }
  };
  let isOpen = true;
  return {
    spillDirectory,
    isSynced: options.isSynced ?? true,
    run: (sql, parameters = []) =>
      guarded(sql, async (connection) => (await connection.run(sql, [...parameters])).rowsChanged),
    rows: (sql, parameters = []) =>
      guarded(sql, async (connection) => (await connection.run(sql, [...parameters])).getRowObjects()),
    stream: (sql, parameters = []) => streamChunks(instance, sql, parameters),
    withConnection: (work) => lend(instance, work),
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      instance.closeSync();
      await rm(spillDirectory, { recursive: true, force: true });
    },
  };
}
