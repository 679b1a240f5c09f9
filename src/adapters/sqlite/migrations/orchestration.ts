import type { Migration } from "./migration.js";

/**
 * Tables of the durable engine. They take the place of the first job tables; runs kept there stay as history, those that were
 * interrupted count as cancelled.
 */
export const orchestration: Migration = {
  name: "orchestration",
  sql: `
    ALTER TABLE job_runs RENAME TO job_runs_before;
    DROP INDEX job_runs_by_start;
    DROP INDEX job_runs_by_job;
    DROP INDEX job_runs_by_status;
    CREATE TABLE job_specs (
      digest TEXT PRIMARY KEY,
      spec TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE job_runs (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      job TEXT NOT NULL,
      spec_digest TEXT NOT NULL REFERENCES job_specs (digest),
      parameters TEXT NOT NULL,
      trigger TEXT NOT NULL,
      idempotency_token TEXT,
      work_digest TEXT,
      driver TEXT,
      status TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      started_at INTEGER,
      deadline INTEGER,
      ended_at INTEGER,
      error TEXT,
      repairs INTEGER NOT NULL,
      warn_at INTEGER,
      parent_run TEXT,
      parent_task TEXT,
      UNIQUE (job, idempotency_token)
    ) STRICT;
    CREATE INDEX job_runs_by_time ON job_runs (created_at);
    CREATE INDEX job_runs_by_job ON job_runs (job, status, created_at);
    CREATE INDEX job_runs_by_status ON job_runs (status, created_at);
    CREATE INDEX job_runs_by_work ON job_runs (work_digest) WHERE work_digest IS NOT NULL;
    CREATE INDEX job_runs_by_parent ON job_runs (parent_run) WHERE parent_run IS NOT NULL;
    CREATE TABLE job_tasks (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      run_id TEXT NOT NULL REFERENCES job_runs (id) ON DELETE CASCADE,
      task_key TEXT NOT NULL,
      status TEXT NOT NULL,
      attempt INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      losses INTEGER NOT NULL,
      ready_at INTEGER,
      started_at INTEGER,
      deadline INTEGER,
      ended_at INTEGER,
      lease_owner TEXT,
      lease_expires INTEGER,
      token INTEGER NOT NULL,
      handle TEXT,
      output TEXT,
      error TEXT,
      input TEXT,
      UNIQUE (run_id, task_key)
    ) STRICT;
    CREATE INDEX job_tasks_ready ON job_tasks (ready_at) WHERE status = 'ready';
    CREATE INDEX job_tasks_running ON job_tasks (run_id) WHERE status = 'running';
    CREATE TABLE job_events (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      run_id TEXT NOT NULL REFERENCES job_runs (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      event TEXT NOT NULL
    ) STRICT;
    CREATE INDEX job_events_by_run ON job_events (run_id);
    CREATE TRIGGER job_events_stay BEFORE UPDATE ON job_events
      BEGIN SELECT RAISE(ABORT, 'an event of a run never changes'); END;
    INSERT INTO job_specs (digest, spec)
      SELECT DISTINCT 'before:' || job, json_object('name', job, 'description', '', 'tasks', json('[]'),
        'parameters', json('[]'), 'timeout_seconds', 0, 'max_concurrent_runs', 1, 'queue', json('{"enabled":true}'),
        'health', json('{"rules":[]}'), 'notifications', json('{"on_start":false,"on_success":false,"on_failure":false,"on_duration_warning_threshold_exceeded":false}'))
      FROM job_runs_before;
    INSERT INTO job_runs (id, job, spec_digest, parameters, trigger, status, created_at, started_at, ended_at, error, repairs)
      SELECT id, job, 'before:' || job, '{}', '{"kind":"manual","scheduledFor":null,"cause":null}',
        CASE status WHEN 'running' THEN 'canceled' ELSE status END,
        CAST(unixepoch(started_at) * 1000 AS INTEGER), CAST(unixepoch(started_at) * 1000 AS INTEGER),
        CAST(unixepoch(coalesce(ended_at, started_at)) * 1000 AS INTEGER),
        CASE status WHEN 'running' THEN 'interrupted, then the program was updated' ELSE error END, 0
      FROM job_runs_before ORDER BY sequence;
    INSERT INTO job_tasks (run_id, task_key, status, attempt, failures, losses, started_at, ended_at, token, output)
      SELECT run_id, task_key, 'succeeded', 1, 0, 0, CAST(unixepoch(started_at) * 1000 AS INTEGER),
        CAST(unixepoch(ended_at) * 1000 AS INTEGER), 1, output
      FROM task_records WHERE sequence IN (SELECT max(sequence) FROM task_records GROUP BY run_id, task_key)
      ORDER BY sequence;
    DROP TABLE task_records;
    DROP TABLE job_runs_before;`,
};

/** What is in force, how far its causes have been followed, and events that may start jobs. */
export const schedules: Migration = {
  name: "schedules",
  sql: `
    CREATE TABLE job_definitions (
      job TEXT PRIMARY KEY,
      spec TEXT NOT NULL,
      paused INTEGER NOT NULL,
      applied_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE job_cursors (
      job TEXT NOT NULL,
      source TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (job, source)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE raised_events (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL UNIQUE,
      payload TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;`,
};
