import { conflict, type Instant, notFound } from "#kernel";
import type { Envelope, EnvelopeStore, Message, Parcel, Settlement } from "#notifications";
import type { Metadata, SqlRow } from "./connection.js";
import { parsed } from "./json-column.js";

const envelopes = `
  SELECT e.*,
    (SELECT count(*) FROM outbox_deliveries d WHERE d.envelope = e.id) AS message_count,
    (SELECT json_extract(m.body, '$.title') FROM outbox_deliveries d JOIN outbox_messages m ON m.sequence = d.message
     WHERE d.envelope = e.id ORDER BY d.message LIMIT 1) AS first_title
  FROM outbox_envelopes e`;

function envelopeOf(row: SqlRow): Envelope {
  return {
    id: row["id"] as string,
    channel: row["channel"] as string,
    status: row["status"] as Envelope["status"],
    attempts: row["attempts"] as number,
    refusals: row["refusals"] as number,
    sealedAt: row["sealed_at"] as string,
    dueAt: row["due_at"] as string | null,
    settledAt: row["settled_at"] as string | null,
    error: row["error"] as string | null,
    messageCount: row["message_count"] as number,
    firstTitle: (row["first_title"] as string | null) ?? "",
  };
}

function envelopeById(metadata: Metadata, id: string): Envelope | undefined {
  const row = metadata.get(`${envelopes} WHERE e.id = ?`, id);
  return row === undefined ? undefined : envelopeOf(row);
}

function messagesIn(metadata: Metadata, id: string): readonly Message[] {
  const sql = `SELECT m.body FROM outbox_deliveries d JOIN outbox_messages m ON m.sequence = d.message
               WHERE d.envelope = ? ORDER BY d.message`;
  return metadata.all(sql, id).map((row) => parsed(row["body"]) as Message);
}

function claim(metadata: Metadata, channel: string, at: Instant, leasedUntil: Instant): Parcel | undefined {
  const due = metadata.get(
    `SELECT id FROM outbox_envelopes WHERE channel = ?
       AND ((status = 'waiting' AND due_at <= ?) OR (status = 'sending' AND leased_until <= ?))
     ORDER BY sequence LIMIT 1`,
    channel,
    at,
    at,
  );
  if (due === undefined) return undefined;
  const id = due["id"] as string;
  const sql = `UPDATE outbox_envelopes
               SET status = 'sending', attempts = attempts + 1, due_at = NULL, leased_until = ? WHERE id = ?`;
  metadata.run(sql, leasedUntil, id);
  return { envelope: envelopeById(metadata, id)!, messages: messagesIn(metadata, id) };
}

function settle(metadata: Metadata, id: string, attempt: number, settlement: Settlement): boolean {
  const isWaiting = settlement.status === "waiting";
  const changed = metadata.run(
    `UPDATE outbox_envelopes
     SET status = ?, leased_until = NULL, due_at = ?, settled_at = ?, error = ?, refusals = refusals + ?
     WHERE id = ? AND status = 'sending' AND attempts = ?`,
    settlement.status,
    isWaiting ? settlement.dueAt : null,
    isWaiting ? null : settlement.at,
    settlement.status === "delivered" ? null : settlement.error,
    settlement.status !== "delivered" && settlement.isRefusal ? 1 : 0,
    id,
    attempt,
  );
  return changed > 0;
}

function retry(metadata: Metadata, id: string, at: Instant): Envelope {
  const envelope = envelopeById(metadata, id);
  if (envelope === undefined) {
    throw notFound("notifications/envelope-not-found", `there is no envelope "${id}"`, { id });
  }
  if (envelope.status !== "dead" && envelope.status !== "waiting") {
    throw conflict("notifications/not-given-up", `${id} is ${envelope.status}; there is nothing to send again`, { id });
  }
  const sql =
    "UPDATE outbox_envelopes SET status = 'waiting', refusals = 0, due_at = ?, settled_at = NULL WHERE id = ?";
  metadata.run(sql, at, id);
  return envelopeById(metadata, id)!;
}

function prune(metadata: Metadata, before: Instant): number {
  metadata.run("DELETE FROM outbox_envelopes WHERE status = 'delivered' AND settled_at < ?", before);
  return metadata.run(
    `DELETE FROM outbox_messages WHERE enqueued_at < ? AND (is_told = 0 OR addressed_at IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM outbox_deliveries d WHERE d.message = outbox_messages.sequence)`,
    before,
  );
}

/** Keeps envelopes in the metadata database. */
export function createSqliteEnvelopeStore(metadata: Metadata): EnvelopeStore {
  return {
    openChannels: () =>
      metadata
        .all("SELECT DISTINCT channel FROM outbox_envelopes WHERE status IN ('waiting', 'sending') ORDER BY channel")
        .map((row) => row["channel"] as string),
    claim: (channel, at, leasedUntil) => metadata.transaction(() => claim(metadata, channel, at, leasedUntil)),
    settle: (id, attempt, settlement) => settle(metadata, id, attempt, settlement),
    list: ({ status, limit = 100 }) => {
      const where = status === undefined ? "" : "WHERE e.status = ?";
      const given = status === undefined ? [] : [status];
      return metadata.all(`${envelopes} ${where} ORDER BY e.sequence DESC LIMIT ?`, ...given, limit).map(envelopeOf);
    },
    retry: (id, at) => metadata.transaction(() => retry(metadata, id, at)),
    prune: (before) => metadata.transaction(() => prune(metadata, before)),
  };
}
