import { conflict, type Json, notFound } from "#kernel";
import type { JobRunStatus, JobStore, LegacyJobRun as JobRun, TaskRecord } from "#orchestration";
import type { Metadata, SqlRow } from "./connection.js";
import { parsed } from "./json-column.js";

function runOf(row: SqlRow): JobRun {
  return {
    id: row["id"] as string,
    job: row["job"] as string,
    inputDigest: row["input_digest"] as string,
    parameters: parsed(row["parameters"]) as Json,
    status: row["status"] as JobRunStatus,
    startedAt: row["started_at"] as string,
    endedAt: row["ended_at"] as string | null,
    error: row["error"] as string | null,
  };
}

function taskOf(row: SqlRow): TaskRecord {
  return {
    runId: row["run_id"] as string,
    taskKey: row["task_key"] as string,
    inputDigest: row["input_digest"] as string,
    output: parsed(row["output"]) as Json,
    startedAt: row["started_at"] as string,
    endedAt: row["ended_at"] as string,
  };
}

function createRun(metadata: Metadata, run: JobRun): void {
  if (metadata.get("SELECT 1 FROM job_runs WHERE id = ?", run.id) !== undefined) {
    throw conflict("orchestration/run-exists", `job run "${run.id}" exists already`, { id: run.id });
  }
  metadata.run(
    `INSERT INTO job_runs (id, job, input_digest, parameters, status, started_at, ended_at, error)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    run.id,
    run.job,
    run.inputDigest,
    JSON.stringify(run.parameters),
    run.status,
    run.startedAt,
    run.endedAt,
    run.error,
  );
}

function runNotFound(id: string): Error {
  return notFound("orchestration/run-not-found", `there is no job run "${id}"`, { id });
}

function findTask(metadata: Metadata, ...key: readonly [string, string, string]): TaskRecord | undefined {
  const sql = "SELECT * FROM task_records WHERE run_id = ? AND task_key = ? AND input_digest = ?";
  const row = metadata.get(sql, ...key);
  return row === undefined ? undefined : taskOf(row);
}

function saveTask(metadata: Metadata, record: TaskRecord): TaskRecord {
  const kept = findTask(metadata, record.runId, record.taskKey, record.inputDigest);
  if (kept !== undefined) return kept;
  if (metadata.get("SELECT 1 FROM job_runs WHERE id = ?", record.runId) === undefined) throw runNotFound(record.runId);
  metadata.run(
    `INSERT INTO task_records (run_id, task_key, input_digest, output, started_at, ended_at) VALUES (?, ?, ?, ?, ?, ?)`,
    record.runId,
    record.taskKey,
    record.inputDigest,
    JSON.stringify(record.output),
    record.startedAt,
    record.endedAt,
  );
  return record;
}

function listRuns(metadata: Metadata, query: Parameters<JobStore["listRuns"]>[0]): readonly JobRun[] {
  const wanted = Object.entries({ job: query.job, status: query.status });
  const given = wanted.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const where = given.length === 0 ? "" : `WHERE ${given.map(([column]) => `${column} = ?`).join(" AND ")}`;
  const limit = Math.min(query.limit ?? 100, Number.MAX_SAFE_INTEGER);
  const sql = `SELECT * FROM job_runs ${where} ORDER BY started_at DESC, sequence DESC LIMIT ?`;
  return metadata.all(sql, ...given.map(([, value]) => value), limit).map(runOf);
}

/** Keeps job runs and task outputs in the metadata database. */
export function createSqliteJobStore(metadata: Metadata): JobStore {
  return {
    createRun: (run) => metadata.transaction(() => createRun(metadata, run)),
    endRun: (id, status, endedAt, error) => {
      const sql = "UPDATE job_runs SET status = ?, ended_at = ?, error = ? WHERE id = ?";
      if (metadata.run(sql, status, endedAt, error, id) === 0) throw runNotFound(id);
    },
    listRuns: (query) => listRuns(metadata, query),
    findTask: (runId, taskKey, inputDigest) => findTask(metadata, runId, taskKey, inputDigest),
    saveTask: (record) => metadata.transaction(() => saveTask(metadata, record)),
    listTasks: (runId) =>
      metadata.all("SELECT * FROM task_records WHERE run_id = ? ORDER BY ended_at, sequence", runId).map(taskOf),
  };
}
