import { conflict, externalFailure } from "#kernel";
import type { SqlDatabase } from "./driver.js";
import { expiredFiles } from "./migrations/expired-files.js";
import type { Migration } from "./migrations/migration.js";
import { orchestration, schedules } from "./migrations/orchestration.js";
import { outbox } from "./migrations/outbox.js";
import { retraining } from "./migrations/retraining.js";
import { windows } from "./migrations/windows.js";
import { performance } from "./migrations/performance.js";

/** Marks the file as ours in its header ("DrLp"). */
const applicationId = 0x44724c70;

const tables: Migration = {
  name: "table versions",
  sql: `
    CREATE TABLE table_versions (
      table_name TEXT NOT NULL,
      version INTEGER NOT NULL,
      operation TEXT NOT NULL,
      committed_at TEXT NOT NULL,
      data_change INTEGER NOT NULL,
      fields TEXT NOT NULL,
      added TEXT NOT NULL,
      removed TEXT NOT NULL,
      row_count INTEGER NOT NULL,
      summary TEXT NOT NULL,
      PRIMARY KEY (table_name, version),
      UNIQUE (table_name, operation)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER table_versions_stay BEFORE UPDATE ON table_versions
      BEGIN SELECT RAISE(ABORT, 'a table version never changes'); END;
    CREATE TRIGGER table_versions_remain BEFORE DELETE ON table_versions
      BEGIN SELECT RAISE(ABORT, 'a table version is never deleted'); END;`,
};

const runs: Migration = {
  name: "runs",
  sql: `
    CREATE TABLE runs (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      parent_id TEXT,
      status TEXT NOT NULL,
      started_at TEXT NOT NULL,
      ended_at TEXT,
      params TEXT NOT NULL,
      metrics TEXT NOT NULL,
      tags TEXT NOT NULL,
      artifacts TEXT NOT NULL
    ) STRICT;
    CREATE INDEX runs_by_start ON runs (started_at);
    CREATE INDEX runs_by_kind ON runs (kind, started_at);
    CREATE INDEX runs_by_parent ON runs (parent_id, started_at);
    CREATE INDEX runs_by_status ON runs (status, started_at);
    CREATE TABLE run_metrics (
      run_sequence INTEGER NOT NULL REFERENCES runs (sequence) ON DELETE CASCADE,
      name TEXT NOT NULL,
      step INTEGER NOT NULL,
      value REAL,
      PRIMARY KEY (run_sequence, name, step)
    ) STRICT, WITHOUT ROWID;`,
};

const registry: Migration = {
  name: "model registry",
  sql: `
    CREATE TABLE model_versions (
      name TEXT NOT NULL,
      version INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      run_id TEXT NOT NULL,
      artifacts TEXT NOT NULL,
      lineage TEXT NOT NULL,
      metrics TEXT NOT NULL,
      tags TEXT NOT NULL,
      validation TEXT NOT NULL,
      validation_digest TEXT,
      PRIMARY KEY (name, version),
      UNIQUE (name, run_id)
    ) STRICT;
    CREATE TRIGGER model_versions_stay
      BEFORE UPDATE OF name, version, created_at, run_id, artifacts, lineage, metrics ON model_versions
      BEGIN SELECT RAISE(ABORT, 'a model version never changes'); END;
    CREATE TABLE model_aliases (
      name TEXT NOT NULL,
      alias TEXT NOT NULL,
      version INTEGER NOT NULL,
      PRIMARY KEY (name, alias),
      FOREIGN KEY (name, version) REFERENCES model_versions (name, version)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE alias_journal (
      name TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      at TEXT NOT NULL,
      action TEXT NOT NULL,
      alias TEXT NOT NULL,
      from_version INTEGER,
      to_version INTEGER,
      actor TEXT NOT NULL,
      reason TEXT NOT NULL,
      evidence_digest TEXT,
      digest TEXT NOT NULL,
      PRIMARY KEY (name, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER alias_journal_stays BEFORE UPDATE ON alias_journal
      BEGIN SELECT RAISE(ABORT, 'the alias journal never changes'); END;
    CREATE TRIGGER alias_journal_remains BEFORE DELETE ON alias_journal
      BEGIN SELECT RAISE(ABORT, 'the alias journal never shrinks'); END;`,
};

const jobs: Migration = {
  name: "jobs",
  sql: `
    CREATE TABLE job_runs (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      job TEXT NOT NULL,
      input_digest TEXT NOT NULL,
      parameters TEXT NOT NULL,
      status TEXT NOT NULL,
      started_at TEXT NOT NULL,
      ended_at TEXT,
      error TEXT
    ) STRICT;
    CREATE INDEX job_runs_by_start ON job_runs (started_at);
    CREATE INDEX job_runs_by_job ON job_runs (job, started_at);
    CREATE INDEX job_runs_by_status ON job_runs (status, started_at);
    CREATE TABLE task_records (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      run_id TEXT NOT NULL REFERENCES job_runs (id),
      task_key TEXT NOT NULL,
      input_digest TEXT NOT NULL,
      output TEXT NOT NULL,
      started_at TEXT NOT NULL,
      ended_at TEXT NOT NULL,
      UNIQUE (run_id, task_key, input_digest)
    ) STRICT;`,
};

const studies: Migration = {
  name: "studies",
  sql: `
    CREATE TABLE studies (
      name TEXT PRIMARY KEY,
      definition TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE trials (
      study TEXT NOT NULL REFERENCES studies (name),
      number INTEGER NOT NULL,
      state TEXT NOT NULL,
      params TEXT NOT NULL,
      fixed TEXT NOT NULL,
      value REAL,
      violation REAL NOT NULL,
      reports TEXT NOT NULL,
      attributes TEXT NOT NULL,
      started_at TEXT,
      ended_at TEXT,
      error TEXT,
      PRIMARY KEY (study, number)
    ) STRICT;`,
};

/** Every step in order. A new step goes to the end; a database is at version n after the first n steps. */
export const migrations: readonly Migration[] = [
  tables,
  runs,
  registry,
  jobs,
  studies,
  outbox,
  retraining,
  orchestration,
  schedules,
  performance,
  expiredFiles,
  windows,
];

function pragmaNumber(database: SqlDatabase, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get() as Readonly<Record<string, number>>;
  return row[name]!;
}

function refuseForeign(database: SqlDatabase, path: string): void {
  const id = pragmaNumber(database, "application_id");
  if (id === applicationId) return;
  const row = database.prepare("SELECT count(*) AS tables FROM sqlite_schema").get() as { readonly tables: number };
  if (id === 0 && row.tables === 0) return;
  throw externalFailure(
    "sqlite/unreadable",
    `${path} is a database of another program; move it away or name another file`,
    {
      details: { path },
    },
  );
}

function refuseNewer(version: number, path: string): void {
  if (version <= migrations.length) return;
  throw conflict(
    "sqlite/newer-database",
    `${path} is at layout ${version}, written by a newer Driftloop; this one knows up to ${migrations.length}: update it`,
    { path, version, known: migrations.length },
  );
}

/** Applies the next step unless another process just did. Returns whether there may be more to do. */
function applyNext(database: SqlDatabase, path: string): boolean {
  database.exec("BEGIN IMMEDIATE");
  try {
    refuseForeign(database, path);
    const version = pragmaNumber(database, "user_version");
    refuseNewer(version, path);
    const next = migrations[version];
    if (next !== undefined) {
      database.exec(next.sql);
      database.exec(`PRAGMA application_id = ${applicationId}`);
      database.exec(`PRAGMA user_version = ${version + 1}`);
    }
    database.exec("COMMIT");
    return next !== undefined;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/**
 * Brings a database to the newest layout, each step in its own immediate transaction; safe when processes start together.
 * @param path of the database file, for messages
 * @throws Conflict `sqlite/newer-database`, ExternalFailure `sqlite/unreadable` for a database of another program
 */
export function migrate(database: SqlDatabase, path: string): void {
  refuseForeign(database, path);
  const version = pragmaNumber(database, "user_version");
  refuseNewer(version, path);
  if (version === migrations.length) return;
  while (applyNext(database, path));
}
