import { conflict, notFound } from "#kernel";
import type {
  StudyDefinition,
  StudyRecord,
  StudyStore,
  TrialParams,
  TrialRecord,
  TrialReport,
  TrialState,
} from "#tuning";
import type { Metadata, SqlRow } from "./connection.js";
import type { SqlValue } from "./driver.js";
import { parsed } from "./json-column.js";

const columns = [
  "state",
  "params",
  "fixed",
  "value",
  "violation",
  "reports",
  "attributes",
  "started_at",
  "ended_at",
  "error",
] as const;

/** JSON has no NaN and no infinity; they are kept as text. */
const packReports = (reports: readonly TrialReport[]): string =>
  JSON.stringify(reports.map(({ step, value }) => [step, Number.isFinite(value) ? value : String(value)]));

const unpackReports = (text: SqlValue): readonly TrialReport[] =>
  (parsed(text) as readonly (readonly [number, number | string])[]).map(([step, value]) => ({
    step,
    value: Number(value),
  }));

function packTrial(trial: TrialRecord): readonly SqlValue[] {
  return [
    trial.state,
    JSON.stringify(trial.params),
    JSON.stringify(trial.fixed),
    trial.value,
    trial.violation,
    packReports(trial.reports),
    JSON.stringify(trial.attributes),
    trial.startedAt,
    trial.endedAt,
    trial.error,
  ];
}

function unpackTrial(row: SqlRow): TrialRecord {
  return {
    number: Number(row["number"]),
    state: row["state"] as TrialState,
    params: parsed(row["params"]) as TrialParams,
    fixed: parsed(row["fixed"]) as TrialParams,
    value: row["value"] as number | null,
    violation: Number(row["violation"]),
    reports: unpackReports(row["reports"]!),
    attributes: parsed(row["attributes"]) as TrialRecord["attributes"],
    startedAt: row["started_at"] as string | null,
    endedAt: row["ended_at"] as string | null,
    error: row["error"] as string | null,
  };
}

function unpackStudy(row: SqlRow): StudyRecord {
  return { definition: parsed(row["definition"]) as StudyDefinition, createdAt: String(row["created_at"]) };
}

function mustExist(metadata: Metadata, study: string): void {
  if (metadata.get("SELECT 1 FROM studies WHERE name = ?", study) === undefined) {
    throw notFound("tuning/study-not-found", `there is no study "${study}"`, { study });
  }
}

function createStudy(metadata: Metadata, study: StudyRecord): void {
  const { name } = study.definition;
  const added = metadata.run(
    "INSERT INTO studies (name, definition, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    name,
    JSON.stringify(study.definition),
    study.createdAt,
  );
  if (added === 0) throw conflict("tuning/study-exists", `study "${name}" exists already`, { study: name });
}

const insertTrial = `INSERT INTO trials (study, number, ${columns.join(", ")})
  VALUES (?, ?, ${columns.map(() => "?").join(", ")}) ON CONFLICT DO NOTHING`;

function addTrial(metadata: Metadata, study: string, trial: TrialRecord): void {
  mustExist(metadata, study);
  if (metadata.run(insertTrial, study, trial.number, ...packTrial(trial)) > 0) return;
  throw conflict("tuning/trial-exists", `study "${study}" has a trial ${trial.number} already`, {
    study,
    number: trial.number,
  });
}

const updateTrial = `UPDATE trials SET ${columns.map((column) => `${column} = ?`).join(", ")}
  WHERE study = ? AND number = ? AND state = ?`;

function replaceTrial(metadata: Metadata, study: string, trial: TrialRecord, expected: TrialState): void {
  const { number } = trial;
  if (metadata.run(updateTrial, ...packTrial(trial), study, number, expected) > 0) return;
  const stored = metadata.get("SELECT state FROM trials WHERE study = ? AND number = ?", study, number);
  if (stored === undefined) {
    throw notFound("tuning/trial-not-found", `study "${study}" has no trial ${number}`, { study, number });
  }
  throw conflict(
    "tuning/trial-changed",
    `trial ${number} of study "${study}" is ${String(stored["state"])}, not ${expected}: another process drives the study`,
    { study, number },
  );
}

/** A {@link StudyStore} in the metadata database. */
export function createSqliteStudyStore(metadata: Metadata): StudyStore {
  return {
    createStudy: (study) => createStudy(metadata, study),
    findStudy: (name) => {
      const row = metadata.get("SELECT * FROM studies WHERE name = ?", name);
      return row === undefined ? undefined : unpackStudy(row);
    },
    listStudies: () => metadata.all("SELECT * FROM studies ORDER BY name").map(unpackStudy),
    addTrial: (study, trial) => metadata.transaction(() => addTrial(metadata, study, trial)),
    replaceTrial: (study, trial, expected) =>
      metadata.transaction(() => replaceTrial(metadata, study, trial, expected)),
    listTrials: (study) =>
      metadata.snapshot(() => {
        mustExist(metadata, study);
        return metadata.all("SELECT * FROM trials WHERE study = ? ORDER BY number", study).map(unpackTrial);
      }),
  };
}
