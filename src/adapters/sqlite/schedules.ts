import type { Json } from "#kernel";
import type { AliasMove, ChangeSource, JobDefinition, RaisedEvent, ScheduleStore } from "#orchestration";
import type { Metadata, SqlRow } from "./connection.js";
import { parsed } from "./json-column.js";

function definitionOf(row: SqlRow): JobDefinition {
  return {
    job: row["job"] as string,
    spec: parsed(row["spec"]) as JobDefinition["spec"],
    paused: row["paused"] === 1,
    appliedAt: row["applied_at"] as number,
  };
}

function eventOf(row: SqlRow): RaisedEvent {
  return {
    sequence: row["sequence"] as number,
    key: row["key"] as string,
    payload: parsed(row["payload"]) as Json,
    at: row["at"] as number,
  };
}

const upsert = `INSERT INTO job_definitions (job, spec, paused, applied_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (job) DO UPDATE SET spec = excluded.spec, paused = excluded.paused, applied_at = excluded.applied_at`;

/** Keeps what starts jobs by themselves in the metadata database. */
export function createSqliteScheduleStore(metadata: Metadata): ScheduleStore {
  return {
    definitions: () => metadata.all("SELECT * FROM job_definitions ORDER BY job").map(definitionOf),
    define: ({ job, spec, paused, appliedAt }) => {
      metadata.run(upsert, job, JSON.stringify(spec), paused ? 1 : 0, appliedAt);
    },
    cursor: (job, source) => {
      const row = metadata.get("SELECT value FROM job_cursors WHERE job = ? AND source = ?", job, source);
      return row === undefined ? null : (parsed(row["value"]) as Json);
    },
    moveCursor: (job, source, to) => {
      metadata.run(
        `INSERT INTO job_cursors (job, source, value) VALUES (?, ?, ?)
         ON CONFLICT (job, source) DO UPDATE SET value = excluded.value`,
        job,
        source,
        JSON.stringify(to),
      );
    },
    raise: ({ key, payload, at }) =>
      metadata.run(
        "INSERT OR IGNORE INTO raised_events (key, payload, at) VALUES (?, ?, ?)",
        key,
        JSON.stringify(payload),
        at,
      ) === 1,
    raisedAfter: (sequence) =>
      metadata.all("SELECT * FROM raised_events WHERE sequence > ? ORDER BY sequence", sequence).map(eventOf),
  };
}

/**
 * Watches table versions and the alias journal in the metadata database.
 * @param model name of the registered model
 */
export function createSqliteChangeSource(metadata: Metadata, model: string): ChangeSource {
  return {
    tableState: (table) => {
      const row = metadata.get(
        "SELECT version, committed_at FROM table_versions WHERE table_name = ? ORDER BY version DESC LIMIT 1",
        table,
      );
      if (row === undefined) return { version: 0, committedAt: 0 };
      return { version: row["version"] as number, committedAt: Date.parse(row["committed_at"] as string) };
    },
    aliasMovesAfter: (sequence) =>
      metadata
        .all("SELECT * FROM alias_journal WHERE name = ? AND sequence > ? ORDER BY sequence", model, sequence)
        .map(
          (row): AliasMove => ({
            sequence: row["sequence"] as number,
            alias: row["alias"] as string,
            from: row["from_version"] as number | null,
            to: row["to_version"] as number | null,
          }),
        ),
  };
}
