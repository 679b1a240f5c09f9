import {
  type DriftVerdict,
  sliceKeyOf,
  type WindowFilter,
  type WindowProfile,
  type WindowQuality,
  type WindowStore,
  type WindowUpdate,
} from "#monitoring";
import type { Metadata, SqlRow } from "./connection.js";
import type { SqlValue } from "./driver.js";
import { parsedOnce } from "./json-column.js";

interface Condition {
  readonly where: string;
  readonly values: readonly SqlValue[];
}

function conditionOf({ modelVersion, from, until }: WindowFilter, first?: readonly [string, SqlValue]): Condition {
  const parts: readonly (readonly [string, SqlValue | undefined])[] = [
    ...(first === undefined ? [] : [first]),
    ["model_version = ?", modelVersion],
    ["window_start >= ?", from],
    ["window_start < ?", until],
  ];
  const given = parts.filter((part): part is readonly [string, SqlValue] => part[1] !== undefined);
  return {
    where: given.length === 0 ? "" : `WHERE ${given.map(([text]) => text).join(" AND ")}`,
    values: given.map(([, value]) => value),
  };
}

function positionOf(metadata: Metadata, reader: string): number {
  const row = metadata.get("SELECT log_version FROM window_positions WHERE reader = ?", reader);
  return Number(row?.["log_version"] ?? 0);
}

const insertProfile = `INSERT INTO window_profiles (model_version, window_start, slice, revision, profile)
  VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET revision = excluded.revision, profile = excluded.profile WHERE excluded.revision >= revision`;

const insertVerdict = `INSERT INTO window_verdicts (kind, model_version, window_start, revision, verdict)
  VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET revision = excluded.revision, verdict = excluded.verdict WHERE excluded.revision >= revision`;

const insertDetector = `INSERT INTO window_detectors (model_version, window_start, state) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET state = excluded.state`;

function addProfile(metadata: Metadata, profile: WindowProfile): void {
  const { modelVersion, windowStart, slice, revision } = profile;
  metadata.run(insertProfile, modelVersion, windowStart, sliceKeyOf(slice), revision, JSON.stringify(profile));
}

function addVerdict(metadata: Metadata, kind: string, verdict: DriftVerdict | WindowQuality): void {
  const { modelVersion, windowStart, revision } = verdict;
  metadata.run(insertVerdict, kind, modelVersion, windowStart, revision, JSON.stringify(verdict));
}

function append(metadata: Metadata, update: WindowUpdate): boolean {
  if (positionOf(metadata, update.reader) !== update.fromVersion) return false;
  metadata.run(
    `INSERT INTO window_positions (reader, log_version) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET log_version = excluded.log_version`,
    update.reader,
    update.toVersion,
  );
  for (const profile of update.profiles) addProfile(metadata, profile);
  for (const verdict of update.drift) addVerdict(metadata, "drift", verdict);
  for (const verdict of update.quality) addVerdict(metadata, "quality", verdict);
  for (const { modelVersion, windowStart, state } of update.detectors) {
    metadata.run(insertDetector, modelVersion, windowStart, state);
  }
  return true;
}

const order = "ORDER BY window_start, model_version";

function verdictsOf(metadata: Metadata, kind: string, filter: WindowFilter): readonly unknown[] {
  const { where, values } = conditionOf(filter, ["kind = ?", kind]);
  const sql = `SELECT verdict FROM window_verdicts ${where} ${order}`;
  return metadata.all(sql, ...values).map((row) => parsedOnce(row["verdict"]));
}

function detectorOf(row: SqlRow | undefined): ReturnType<WindowStore["detectorBefore"]> {
  if (row === undefined) return null;
  return { windowStart: Number(row["window_start"]), state: String(row["state"]) };
}

/** A {@link WindowStore} in the metadata database. */
export function createSqliteWindowStore(metadata: Metadata): WindowStore {
  return {
    position: (reader) => positionOf(metadata, reader),
    append: (update) => metadata.transaction(() => append(metadata, update)),
    profiles: (filter) => {
      const { where, values } = conditionOf(filter);
      const sql = `SELECT profile FROM window_profiles ${where} ${order}, slice`;
      return metadata.all(sql, ...values).map((row) => parsedOnce(row["profile"]) as WindowProfile);
    },
    drift: (filter) => verdictsOf(metadata, "drift", filter) as readonly DriftVerdict[],
    quality: (filter) => verdictsOf(metadata, "quality", filter) as readonly WindowQuality[],
    detectorBefore: (modelVersion, start) =>
      detectorOf(
        metadata.get(
          `SELECT * FROM window_detectors WHERE model_version = ? AND window_start < ?
           ORDER BY window_start DESC LIMIT 1`,
          modelVersion,
          start,
        ),
      ),
  };
}
