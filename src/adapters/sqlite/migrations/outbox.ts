import type { Migration } from "./migration.js";

/** Messages, alerts, and their way to each channel. */
export const outbox: Migration = {
  name: "outbox",
  sql: `
    CREATE TABLE outbox_messages (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      key TEXT NOT NULL,
      body TEXT NOT NULL,
      is_told INTEGER NOT NULL,
      enqueued_at TEXT NOT NULL,
      addressed_at TEXT
    ) STRICT;
    CREATE INDEX outbox_messages_unaddressed ON outbox_messages (sequence) WHERE is_told = 1 AND addressed_at IS NULL;
    CREATE TABLE outbox_alerts (
      key TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      severity TEXT NOT NULL,
      title TEXT NOT NULL,
      opened_at TEXT NOT NULL,
      last_seen_at TEXT NOT NULL,
      count INTEGER NOT NULL,
      closed_at TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE outbox_envelopes (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      channel TEXT NOT NULL,
      status TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      refusals INTEGER NOT NULL,
      sealed_at TEXT NOT NULL,
      due_at TEXT,
      leased_until TEXT,
      settled_at TEXT,
      error TEXT
    ) STRICT;
    CREATE INDEX outbox_envelopes_by_status ON outbox_envelopes (status, due_at);
    CREATE INDEX outbox_envelopes_by_channel ON outbox_envelopes (channel, sealed_at);
    CREATE TABLE outbox_deliveries (
      message INTEGER NOT NULL REFERENCES outbox_messages (sequence) ON DELETE CASCADE,
      channel TEXT NOT NULL,
      waiting_since TEXT NOT NULL,
      envelope TEXT REFERENCES outbox_envelopes (id) ON DELETE CASCADE,
      PRIMARY KEY (message, channel)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX outbox_deliveries_waiting ON outbox_deliveries (channel, message) WHERE envelope IS NULL;
    CREATE INDEX outbox_deliveries_by_envelope ON outbox_deliveries (envelope);`,
};
