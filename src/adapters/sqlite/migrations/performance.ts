import type { Migration } from "./migration.js";

/** Predictions and labels as they find each other, and what windows say about performance. */
export const performance: Migration = {
  name: "performance",
  sql: `
    CREATE TABLE logged_predictions (
      id TEXT PRIMARY KEY,
      entity TEXT,
      predicted_at INTEGER NOT NULL,
      model_version INTEGER NOT NULL,
      probability REAL NOT NULL,
      predicted INTEGER NOT NULL,
      arm TEXT,
      propensity REAL,
      slices TEXT NOT NULL,
      label INTEGER,
      label_known_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX logged_predictions_by_entity ON logged_predictions (entity, predicted_at);
    CREATE INDEX logged_predictions_by_time ON logged_predictions (predicted_at);
    CREATE TABLE label_events (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      prediction_id TEXT,
      entity TEXT,
      label INTEGER,
      occurred_at INTEGER,
      known_at INTEGER NOT NULL,
      source TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX label_events_once ON label_events (
      ifnull(prediction_id, ''), ifnull(entity, ''), ifnull(label, -1), ifnull(occurred_at, -1), known_at
    );
    CREATE INDEX label_events_by_prediction ON label_events (prediction_id);
    CREATE INDEX label_events_by_entity ON label_events (entity);
    CREATE INDEX label_events_by_time ON label_events (known_at);
    CREATE TABLE performance_position (
      place INTEGER PRIMARY KEY CHECK (place = 1),
      log_version INTEGER NOT NULL,
      label_version INTEGER NOT NULL,
      as_of INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE performance_windows (
      model_version INTEGER NOT NULL,
      slice_key TEXT NOT NULL,
      slice_value TEXT NOT NULL,
      window_start INTEGER NOT NULL,
      window_end INTEGER NOT NULL,
      sums TEXT NOT NULL,
      PRIMARY KEY (window_start, model_version, slice_key, slice_value)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE performance_entries (
      model_version INTEGER NOT NULL,
      slice_key TEXT NOT NULL,
      slice_value TEXT NOT NULL,
      window_start INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      entry TEXT NOT NULL,
      PRIMARY KEY (window_start, model_version, slice_key, slice_value, revision)
    ) STRICT, WITHOUT ROWID;`,
};
