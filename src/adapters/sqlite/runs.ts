import { conflict, notFound } from "#kernel";
import type { MetricPoint, NewRun, Run, RunKind, RunQuery, RunStatus, RunStore, RunUpdate } from "#tracking";
import type { Metadata, SqlRow } from "./connection.js";
import type { SqlValue } from "./driver.js";
import { numbersText, parsed, parsedNumbers } from "./json-column.js";
import { parsedReal, realParts } from "./real-column.js";

function runOf(row: SqlRow): Run {
  return {
    id: row["id"] as string,
    kind: row["kind"] as RunKind,
    name: row["name"] as string,
    parentId: row["parent_id"] as string | null,
    status: row["status"] as RunStatus,
    startedAt: row["started_at"] as string,
    endedAt: row["ended_at"] as string | null,
    params: parsed(row["params"]) as Run["params"],
    metrics: parsedNumbers(row["metrics"]),
    tags: parsed(row["tags"]) as Run["tags"],
    artifacts: parsed(row["artifacts"]) as Run["artifacts"],
  };
}

function begin(metadata: Metadata, run: NewRun): void {
  if (metadata.get("SELECT 1 FROM runs WHERE id = ?", run.id) !== undefined) {
    throw conflict("tracking/run-exists", `run "${run.id}" exists already`, { id: run.id });
  }
  metadata.run(
    `INSERT INTO runs (id, kind, name, parent_id, status, started_at, params, metrics, tags, artifacts)
     VALUES (?, ?, ?, ?, 'running', ?, ?, '{}', ?, '{}')`,
    run.id,
    run.kind,
    run.name,
    run.parentId ?? null,
    run.startedAt,
    JSON.stringify(run.params ?? {}),
    JSON.stringify(run.tags ?? {}),
  );
}

function rowOf(metadata: Metadata, id: string): SqlRow {
  const row = metadata.get("SELECT * FROM runs WHERE id = ?", id);
  if (row === undefined) throw notFound("tracking/run-not-found", `there is no run "${id}"`, { id });
  return row;
}

function addPoints(metadata: Metadata, sequence: SqlValue, points: readonly MetricPoint[]): void {
  for (const point of points) {
    metadata.run(
      `INSERT INTO run_metrics (run_sequence, name, step, value) VALUES (?, ?, ?, ? * ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
      sequence,
      point.name,
      point.step,
      ...realParts(point.value),
    );
  }
}

function newestValues(metadata: Metadata, sequence: SqlValue, points: readonly MetricPoint[]): Record<string, number> {
  const names = [...new Set(points.map((point) => point.name))];
  const newest = `SELECT value FROM run_metrics WHERE run_sequence = ? AND name = ? ORDER BY step DESC LIMIT 1`;
  return Object.fromEntries(names.map((name) => [name, parsedReal(metadata.get(newest, sequence, name)?.["value"])]));
}

function apply(metadata: Metadata, id: string, update: RunUpdate): void {
  const row = rowOf(metadata, id);
  const run = runOf(row);
  const points = update.metrics ?? [];
  addPoints(metadata, row["sequence"]!, points);
  metadata.run(
    `UPDATE runs SET params = ?, metrics = ?, tags = ?, artifacts = ?, status = ?, ended_at = ? WHERE id = ?`,
    JSON.stringify({ ...run.params, ...update.params }),
    numbersText({ ...run.metrics, ...newestValues(metadata, row["sequence"]!, points) }),
    JSON.stringify({ ...run.tags, ...update.tags }),
    JSON.stringify({ ...run.artifacts, ...update.artifacts }),
    update.status ?? run.status,
    update.endedAt ?? run.endedAt,
    id,
  );
}

/** A parent has few runs, a status has many: the plus keeps SQLite from choosing the index of the status. */
function indexed(column: string, query: RunQuery): string {
  return query.parentId === undefined || column === "parent_id" ? column : `+${column}`;
}

function search(metadata: Metadata, query: RunQuery): readonly Run[] {
  const wanted = Object.entries({ kind: query.kind, parent_id: query.parentId, status: query.status });
  const given = wanted.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const where =
    given.length === 0 ? "" : `WHERE ${given.map(([column]) => `${indexed(column, query)} = ?`).join(" AND ")}`;
  const limit = Math.min(query.limit ?? 100, Number.MAX_SAFE_INTEGER);
  const sql = `SELECT * FROM runs ${where} ORDER BY started_at DESC, sequence DESC LIMIT ?`;
  return metadata.all(sql, ...given.map(([, value]) => value), limit).map(runOf);
}

/** Keeps runs in the metadata database. A metric's newest value is the one of its highest step. */
export function createSqliteRunStore(metadata: Metadata): RunStore {
  return {
    create: (run) => metadata.transaction(() => begin(metadata, run)),
    record: (run, outcome) =>
      metadata.transaction(() => {
        begin(metadata, run);
        apply(metadata, run.id, outcome);
      }),
    update: (id, update) => metadata.transaction(() => apply(metadata, id, update)),
    get: (id) => runOf(rowOf(metadata, id)),
    search: (query) => search(metadata, query),
    metricHistory: (id, name) =>
      metadata
        .all(
          `SELECT step, value FROM run_metrics JOIN runs ON runs.sequence = run_sequence
           WHERE id = ? AND run_metrics.name = ? ORDER BY step`,
          id,
          name,
        )
        .map((row) => ({ name, value: parsedReal(row["value"]), step: row["step"] as number })),
  };
}
