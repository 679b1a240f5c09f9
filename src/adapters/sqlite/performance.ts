import {
  type PerformanceEntry,
  type PerformanceFilter,
  type PerformancePosition,
  type PerformanceStore,
  type StoredWindow,
  sumsFromText,
  sumsText,
} from "#monitoring";
import type { Metadata, SqlRow } from "./connection.js";
import type { SqlValue } from "./driver.js";
import { parsedOnce } from "./json-column.js";
import { createTextCache } from "./text-cache.js";

function positionOf(metadata: Metadata): PerformancePosition {
  const row = metadata.get("SELECT * FROM performance_position");
  return {
    logVersion: Number(row?.["log_version"] ?? 0),
    labelVersion: Number(row?.["label_version"] ?? 0),
    asOf: Number(row?.["as_of"] ?? 0),
  };
}

function setPosition(metadata: Metadata, { logVersion, labelVersion, asOf }: PerformancePosition): void {
  metadata.run(
    `INSERT INTO performance_position (place, log_version, label_version, as_of) VALUES (1, ?, ?, ?)
     ON CONFLICT (place) DO UPDATE SET log_version = excluded.log_version, label_version = excluded.label_version,
       as_of = excluded.as_of`,
    logVersion,
    labelVersion,
    asOf,
  );
}

interface Condition {
  readonly where: string;
  readonly values: readonly SqlValue[];
}

function conditionOf({ modelVersion, sliceKey, sliceValue, from, until }: PerformanceFilter): Condition {
  const parts: readonly (readonly [string, SqlValue | undefined])[] = [
    ["model_version = ?", modelVersion],
    ["slice_key = ?", sliceKey],
    ["slice_value = ?", sliceValue],
    ["window_start >= ?", from],
    ["window_start < ?", until],
  ];
  const given = parts.filter((part): part is readonly [string, SqlValue] => part[1] !== undefined);
  return {
    where: given.length === 0 ? "" : `WHERE ${given.map(([text]) => text).join(" AND ")}`,
    values: given.map(([, value]) => value),
  };
}

const order = "ORDER BY window_start, model_version, slice_key, slice_value";

const sumsOf = createTextCache(sumsFromText, 250);

function windowOf(row: SqlRow): StoredWindow {
  return {
    key: {
      modelVersion: Number(row["model_version"]),
      sliceKey: row["slice_key"] as string,
      sliceValue: row["slice_value"] as string,
      windowStart: Number(row["window_start"]),
      windowEnd: Number(row["window_end"]),
    },
    sums: sumsOf(row["sums"] as string),
  };
}

const insertWindow = `INSERT INTO performance_windows
  (model_version, slice_key, slice_value, window_start, window_end, sums) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET sums = excluded.sums`;

function saveWindow(metadata: Metadata, { key, sums }: StoredWindow): void {
  const { modelVersion, sliceKey, sliceValue, windowStart, windowEnd } = key;
  metadata.run(insertWindow, modelVersion, sliceKey, sliceValue, windowStart, windowEnd, sumsText(sums));
}

// By window, so that the many earlier revisions of each are not read.
const newestEntry = `(SELECT entry FROM performance_entries AS e
  WHERE e.window_start = w.window_start AND e.model_version = w.model_version AND e.slice_key = w.slice_key
    AND e.slice_value = w.slice_value ORDER BY revision DESC LIMIT 1)`;

function entries(metadata: Metadata, filter: Parameters<PerformanceStore["entries"]>[0]): readonly PerformanceEntry[] {
  const { where, values } = conditionOf(filter);
  const sql =
    filter.all === true
      ? `SELECT entry FROM performance_entries ${where} ${order}, revision`
      : `SELECT ${newestEntry} AS entry FROM performance_windows AS w ${where} ${order}`;
  const rows = metadata.all(sql, ...values).filter((row) => row["entry"] !== null);
  return rows.map((row) => parsedOnce(row["entry"]) as PerformanceEntry);
}

const insertEntry = `INSERT INTO performance_entries
  (model_version, slice_key, slice_value, window_start, revision, entry) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

function saveEntry(metadata: Metadata, entry: PerformanceEntry): void {
  const { modelVersion, sliceKey, sliceValue, windowStart, revision } = entry;
  metadata.run(insertEntry, modelVersion, sliceKey, sliceValue, windowStart, revision, JSON.stringify(entry));
}

/** A {@link PerformanceStore} in the metadata database. */
export function createSqlitePerformanceStore(metadata: Metadata): PerformanceStore {
  return {
    position: () => positionOf(metadata),
    setPosition: (position) => setPosition(metadata, position),
    transaction: (work) => metadata.transaction(work),
    windows: (filter) => {
      const { where, values } = conditionOf(filter);
      return metadata.all(`SELECT * FROM performance_windows ${where} ${order}`, ...values).map(windowOf);
    },
    saveWindows: (windows) =>
      metadata.transaction(() => {
        for (const window of windows) saveWindow(metadata, window);
      }),
    entries: (filter) => entries(metadata, filter),
    saveEntries: (added) =>
      metadata.transaction(() => {
        for (const entry of added) saveEntry(metadata, entry);
      }),
  };
}
