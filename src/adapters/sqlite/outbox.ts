import type { Instant } from "#kernel";
import {
  admit,
  type Alert,
  type ChannelState,
  type Enqueued,
  type Message,
  messageId,
  mostPerEnvelope,
  type OutboxStore,
} from "#notifications";
import type { Metadata, SqlRow } from "./connection.js";
import { parsed } from "./json-column.js";

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

function enqueue(metadata: Metadata, message: Message, at: Instant): Enqueued {
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

function address(metadata: Metadata, choose: (message: Message) => readonly string[], at: Instant): number {
  const rows = metadata.all(
    "SELECT sequence, body, enqueued_at FROM outbox_messages WHERE is_told = 1 AND addressed_at IS NULL ORDER BY sequence",
  );
  for (const row of rows) {
    const sequence = row["sequence"] as number;
    for (const channel of new Set(choose(parsed(row["body"]) as Message))) {
      const sql = "INSERT INTO outbox_deliveries (message, channel, waiting_since) VALUES (?, ?, ?)";
      metadata.run(sql, sequence, channel, row["enqueued_at"] as string);
    }
    metadata.run("UPDATE outbox_messages SET addressed_at = ? WHERE sequence = ?", at, sequence);
  }
  return rows.length;
}

function channelStates(metadata: Metadata, since: Instant): readonly ChannelState[] {
  const waiting = metadata.all(
    `SELECT channel, count(*) AS waiting, min(waiting_since) AS since FROM outbox_deliveries
     WHERE envelope IS NULL GROUP BY channel ORDER BY channel`,
  );
  return waiting.map((row) => {
    const channel = row["channel"] as string;
    const sealed = metadata.all(
      "SELECT sealed_at FROM outbox_envelopes WHERE channel = ? AND sealed_at >= ? ORDER BY sealed_at DESC",
      channel,
      since,
    );
    const failing = metadata.get(
      "SELECT 1 FROM outbox_envelopes WHERE channel = ? AND status = 'waiting' AND attempts > 0",
      channel,
    );
    return {
      channel,
      waiting: row["waiting"] as number,
      waitingSince: row["since"] as string,
      sealedAt: sealed.map((envelope) => envelope["sealed_at"] as string),
      isFailing: failing !== undefined,
    };
  });
}

function sealOne(metadata: Metadata, id: string, channel: string, at: Instant): void {
  metadata.run(
    `INSERT INTO outbox_envelopes (id, channel, status, attempts, refusals, sealed_at, due_at)
     VALUES (?, ?, 'waiting', 0, 0, ?, ?)`,
    id,
    channel,
    at,
    at,
  );
  metadata.run(
    `UPDATE outbox_deliveries SET envelope = ? WHERE channel = ? AND envelope IS NULL AND message IN (
       SELECT message FROM outbox_deliveries WHERE channel = ? AND envelope IS NULL ORDER BY message LIMIT ?)`,
    id,
    channel,
    channel,
    mostPerEnvelope,
  );
}

function seal(metadata: Metadata, ...[decide, since, at]: Parameters<OutboxStore["seal"]>): readonly string[] {
  return channelStates(metadata, since).flatMap((state) => {
    const id = decide(state);
    if (id === null) return [];
    sealOne(metadata, id, state.channel, at);
    return [id];
  });
}

/** Keeps messages and alerts in the metadata database. */
export function createSqliteOutboxStore(metadata: Metadata): OutboxStore {
  return {
    enqueue: (message, at) => metadata.transaction(() => enqueue(metadata, message, at)),
    listAlerts: () =>
      metadata
        .all("SELECT * FROM outbox_alerts ORDER BY closed_at IS NOT NULL, opened_at DESC, key")
        .map((row) => alertOf(row)),
    address: (choose, at) => metadata.transaction(() => address(metadata, choose, at)),
    seal: (decide, since, at) => metadata.transaction(() => seal(metadata, decide, since, at)),
  };
}
