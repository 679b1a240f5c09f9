import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { invalidInput } from "#kernel";
import { loadSqlDriver, type SqlDatabase, type SqlStatement, type SqlValue } from "./driver.js";
import { sqliteFailure } from "./errors.js";
import { migrate } from "./migrations.js";

/** One row by column name. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** How the metadata database is opened. */
export interface MetadataOptions {
  /** How long a statement waits for another process, in milliseconds; default 30,000. */
  readonly busyTimeoutMs?: number;
  /**
   * Whether finished work waits until it is on disk; default true. Without, it survives the end of the process, however that
   * comes, but not a power cut.
   */
  readonly isSynced?: boolean;
}

/** The open metadata database. Every commit is on disk when the call returns, unless it was opened otherwise. */
export interface Metadata {
  readonly path: string;
  /** Runs a statement that changes rows. @returns how many it changed */
  run(sql: string, ...parameters: readonly SqlValue[]): number;
  /** The first row, if any. */
  get(sql: string, ...parameters: readonly SqlValue[]): SqlRow | undefined;
  /** All rows. */
  all(sql: string, ...parameters: readonly SqlValue[]): readonly SqlRow[];
  /**
   * Runs `work` with the write lock held from the start; what it throws undoes all of it. Inside another transaction it
   * becomes part of that one. `work` must not be asynchronous.
   */
  transaction<Result>(work: () => Result): Result;
  /** Runs reads that see one state of the database, whatever other processes commit meanwhile. */
  snapshot<Result>(work: () => Result): Result;
  /** Writes a compact copy to `path` in one step, replacing what was there. */
  backup(path: string): void;
  /** What is wrong with the file, one line each; empty when it is sound. */
  integrityCheck(): readonly string[];
  /** Frees the file. */
  close(): void;
}

function syncPath(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const defaultBusyTimeoutMs = 30_000;
const busyCode = 5;
const pauseMs = 20;

/** SQLite does not wait by itself where two processes switch a new file at the same moment. */
function switchToWal(database: SqlDatabase, timeoutMs: number): void {
  const until = performance.now() + timeoutMs;
  for (;;) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      const isBusy = (error as { readonly errcode?: unknown }).errcode === busyCode;
      if (!isBusy || performance.now() >= until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    }
  }
}

function prepareFile(database: SqlDatabase, path: string, options: MetadataOptions): void {
  // The timeout comes first: processes that start together otherwise fail on the switch to WAL with "database is locked".
  database.exec(`PRAGMA busy_timeout = ${Math.trunc(options.busyTimeoutMs ?? defaultBusyTimeoutMs)}`);
  switchToWal(database, options.busyTimeoutMs ?? defaultBusyTimeoutMs);
  // FULL waits for the disk at each commit; NORMAL could lose the newest commits at a power failure.
  database.exec(`PRAGMA synchronous = ${options.isSynced === false ? "NORMAL" : "FULL"}`);
  // A checkpoint waits for the disk; without such waits at commits it is made less often, too.
  if (options.isSynced === false) database.exec("PRAGMA wal_autocheckpoint = 8000");
  database.exec("PRAGMA foreign_keys = ON");
  migrate(database, path);
}

async function openDatabase(path: string, options: MetadataOptions): Promise<SqlDatabase> {
  const driver = await loadSqlDriver();
  let database: SqlDatabase | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    database = new driver.DatabaseSync(path);
    prepareFile(database, path, options);
    return database;
  } catch (error) {
    database?.close();
    throw sqliteFailure(error, path);
  }
}

function createTransactions(database: SqlDatabase): Pick<Metadata, "transaction" | "snapshot"> {
  let isOpen = false;
  const within = <Result>(begin: string, work: () => Result): Result => {
    if (isOpen) return work();
    database.exec(begin);
    isOpen = true;
    try {
      const result = work();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      rollBack(database);
      throw error;
    } finally {
      isOpen = false;
    }
  };
  return {
    transaction: (work) => within("BEGIN IMMEDIATE", work),
    snapshot: (work) => within("BEGIN", work),
  };
}

/** SQLite has already rolled back by itself after some errors, a full disk for one; then there is nothing to undo. */
function rollBack(database: SqlDatabase): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    return;
  }
}

function backUp(database: SqlDatabase, path: string): void {
  const partial = `${path}.${process.pid}.partial`;
  mkdirSync(dirname(path), { recursive: true });
  rmSync(partial, { force: true });
  try {
    database.prepare("VACUUM INTO ?").run(partial);
    syncPath(partial);
    renameSync(partial, path);
    syncPath(dirname(path));
  } finally {
    rmSync(partial, { force: true });
  }
}

function findDamage(database: SqlDatabase): readonly string[] {
  const lines = database.prepare("PRAGMA integrity_check").all() as { readonly integrity_check: string }[];
  const orphans = database.prepare("PRAGMA foreign_key_check").all() as {
    readonly table: string;
    readonly parent: string;
  }[];
  return [
    ...lines.map((line) => line.integrity_check).filter((line) => line !== "ok"),
    ...orphans.map((row) => `a row of ${row.table} names a missing row of ${row.parent}`),
  ];
}

/** The driver would cut such text at its NUL character without a word. */
function refuseNul(parameters: readonly SqlValue[]): void {
  const text = parameters.find((value) => typeof value === "string" && value.includes("\0"));
  if (text === undefined) return;
  throw invalidInput("sqlite/nul-character", `${JSON.stringify(text)} holds a NUL character, which cannot be stored`);
}

/**
 * Opens the metadata database, making the file and its tables when they are missing.
 * @param path of the file; its folder must be on a local disk, because WAL does not work over a network
 * @throws ExternalFailure `sqlite/unreadable` when it is damaged or not ours, Conflict `sqlite/newer-database`
 */
export async function openMetadata(path: string, options: MetadataOptions = {}): Promise<Metadata> {
  const database = await openDatabase(path, options);
  const statements = new Map<string, SqlStatement>();
  const prepared = (sql: string, parameters: readonly SqlValue[]): SqlStatement => {
    refuseNul(parameters);
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const guarded = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw sqliteFailure(error, path);
    }
  };
  const { transaction, snapshot } = createTransactions(database);
  return {
    path,
    run: (sql, ...parameters) => guarded(() => Number(prepared(sql, parameters).run(...parameters).changes)),
    get: (sql, ...parameters) => guarded(() => prepared(sql, parameters).get(...parameters) as SqlRow | undefined),
    all: (sql, ...parameters) => guarded(() => prepared(sql, parameters).all(...parameters) as SqlRow[]),
    transaction: (work) => guarded(() => transaction(work)),
    snapshot: (work) => guarded(() => snapshot(work)),
    backup: (target) => guarded(() => backUp(database, target)),
    integrityCheck: () => guarded(() => findDamage(database)),
    close: () => {
      statements.clear();
      guarded(() => database.close());
    },
  };
}
