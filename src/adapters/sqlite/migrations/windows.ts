import type { Migration } from "./migration.js";

/** Tables of monitoring's windows: profiles, verdicts, detector states, and how far each reader has read. */
export const windows: Migration = {
  name: "windows",
  sql: `
    CREATE TABLE window_positions (
      reader TEXT PRIMARY KEY,
      log_version INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE window_profiles (
      model_version INTEGER NOT NULL,
      window_start INTEGER NOT NULL,
      slice TEXT NOT NULL,
      revision INTEGER NOT NULL,
      profile TEXT NOT NULL,
      PRIMARY KEY (model_version, window_start, slice)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE window_verdicts (
      kind TEXT NOT NULL,
      model_version INTEGER NOT NULL,
      window_start INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      verdict TEXT NOT NULL,
      PRIMARY KEY (kind, model_version, window_start)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE window_detectors (
      model_version INTEGER NOT NULL,
      window_start INTEGER NOT NULL,
      state TEXT NOT NULL,
      PRIMARY KEY (model_version, window_start)
    ) STRICT, WITHOUT ROWID;`,
};
