import { admit, type Alert, type Enqueued, type Message, messageId, type OutboxStore } from "#notifications";
import type { Metadata, SqlRow } from "./connection.js";

function alertOf(row: SqlRow): Alert {
  return {
    key: row["key"] as string,
    kind: row["kind"] as Alert["kind"],
    severity: row["severity"] as Alert["severity"],
    title: row["title"] as string,
    openedAt: row["opened_at"] as string,
    lastSeenAt: row["last_seen_at"] as string,
    count: row["count"] as number,
    closedAt: row["closed_at"] as string | null,
  };
}

function saveAlert(metadata: Metadata, alert: Alert): void {
  metadata.run(
    `INSERT OR REPLACE INTO outbox_alerts (key, kind, severity, title, opened_at, last_seen_at, count, closed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    alert.key,
    alert.kind,
    alert.severity,
    alert.title,
    alert.openedAt,
    alert.lastSeenAt,
    alert.count,
    alert.closedAt,
  );
}

function enqueue(metadata: Metadata, message: Message, at: string): Enqueued {
  const id = messageId(message);
  if (metadata.get("SELECT 1 FROM outbox_messages WHERE id = ?", id) !== undefined) return "known";
  const known = metadata.get("SELECT * FROM outbox_alerts WHERE key = ?", message.key);
  const { isTold, alert } = admit(message, known === undefined ? undefined : alertOf(known));
  if (alert !== undefined) saveAlert(metadata, alert);
  metadata.run(
    "INSERT INTO outbox_messages (id, kind, key, body, is_told, enqueued_at) VALUES (?, ?, ?, ?, ?, ?)",
    id,
    message.kind,
    message.key,
    JSON.stringify(message),
    isTold ? 1 : 0,
    at,
  );
  return isTold ? "told" : "counted";
}

/** Keeps messages and alerts in the metadata database. */
export function createSqliteOutboxStore(metadata: Metadata): OutboxStore {
  return {
    enqueue: (message, at) => metadata.transaction(() => enqueue(metadata, message, at)),
    listAlerts: () =>
      metadata
        .all("SELECT * FROM outbox_alerts ORDER BY closed_at IS NOT NULL, opened_at DESC, key")
        .map((row) => alertOf(row)),
  };
}
