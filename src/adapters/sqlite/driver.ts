/** A value that SQLite can bind and return here; blobs and big integers are not used. */
export type SqlValue = string | number | null;

/** A prepared statement of the node:sqlite interface, as far as it is used. */
export interface SqlStatement {
  run(...parameters: readonly SqlValue[]): { readonly changes: number | bigint };
  get(...parameters: readonly SqlValue[]): unknown;
  all(...parameters: readonly SqlValue[]): unknown[];
}

/** An open database of the node:sqlite interface, as far as it is used. */
export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}

/** What a module with the node:sqlite interface exports. */
export interface SqlDriver {
  readonly DatabaseSync: new (path: string) => SqlDatabase;
}

function hasBuiltIn(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

/** Node's own SQLite without the notice, printed once a process, that it is experimental. */
function builtInSilently(): object | undefined {
  const emitWarning = Object.getOwnPropertyDescriptor(process, "emitWarning")!;
  Object.defineProperty(process, "emitWarning", { ...emitWarning, value: () => {} });
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    Object.defineProperty(process, "emitWarning", emitWarning);
  }
}

/**
 * The SQLite interface of this process: Node's own where it needs no flag (22.13 and later), else the package that brings
 * the same interface to older ones.
 */
export async function loadSqlDriver(): Promise<SqlDriver> {
  const builtIn = hasBuiltIn(process.versions.node) ? builtInSilently() : undefined;
  return builtIn === undefined ? import("@photostructure/sqlite") : (builtIn as unknown as SqlDriver);
}
