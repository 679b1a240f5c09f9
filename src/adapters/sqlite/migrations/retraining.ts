import type { Migration } from "./migration.js";

/** Incidents, and every evaluation of the triggers. */
export const retraining: Migration = {
  name: "incidents and decisions",
  sql: `
    CREATE TABLE incidents (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      key TEXT NOT NULL,
      status TEXT NOT NULL,
      opened_at INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX incidents_open ON incidents (key) WHERE status = 'open';
    CREATE INDEX incidents_by_status ON incidents (status, opened_at);
    CREATE INDEX incidents_by_opening ON incidents (opened_at);
    CREATE TABLE decisions (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      at INTEGER NOT NULL,
      fired INTEGER NOT NULL,
      incident_id TEXT,
      body TEXT NOT NULL,
      result TEXT,
      audit TEXT
    ) STRICT;
    CREATE INDEX decisions_by_time ON decisions (at);
    CREATE INDEX decisions_fired ON decisions (at) WHERE fired = 1;
    CREATE INDEX decisions_by_incident ON decisions (incident_id, at);
    CREATE TRIGGER decisions_stay BEFORE UPDATE OF id, at, fired, incident_id, body ON decisions
      BEGIN SELECT RAISE(ABORT, 'a decision never changes'); END;
    CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions
      BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;`,
};
