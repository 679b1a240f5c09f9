import { conflict, notFound } from "#kernel";
import type {
  DecisionQuery,
  DecisionRecord,
  DecisionStore,
  EvaluationAudit,
  EvaluationResult,
  Incident,
  IncidentStore,
} from "#retraining";
import type { Metadata, SqlRow } from "./connection.js";
import type { SqlValue } from "./driver.js";
import { parsedOnce } from "./json-column.js";

const incidentOf = (row: SqlRow): Incident => parsedOnce(row["body"]) as Incident;

function saveIncident(metadata: Metadata, incident: Incident): void {
  const { id, key, status, openedAt } = incident;
  const rival = metadata.get("SELECT id FROM incidents WHERE key = ? AND status = 'open' AND id <> ?", key, id);
  if (status === "open" && rival !== undefined) {
    throw conflict("retraining/incident-open", `incident ${String(rival["id"])} is open about ${key} already`, { key });
  }
  metadata.run(
    `INSERT INTO incidents (id, key, status, opened_at, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET key = excluded.key, status = excluded.status, body = excluded.body`,
    id,
    key,
    status,
    openedAt,
    JSON.stringify(incident),
  );
}

/** Keeps incidents in the metadata database. */
export function createSqliteIncidentStore(metadata: Metadata): IncidentStore {
  return {
    save: (incident) => metadata.transaction(() => saveIncident(metadata, incident)),
    get: (id) => {
      const row = metadata.get("SELECT body FROM incidents WHERE id = ?", id);
      if (row === undefined) throw notFound("retraining/incident-not-found", `there is no incident "${id}"`, { id });
      return incidentOf(row);
    },
    list: ({ status, limit = 100 }) => {
      const order = "ORDER BY opened_at DESC, sequence DESC LIMIT ?";
      return status === undefined
        ? metadata.all(`SELECT body FROM incidents ${order}`, limit).map(incidentOf)
        : metadata.all(`SELECT body FROM incidents WHERE status = ? ${order}`, status, limit).map(incidentOf);
    },
  };
}

function decisionOf(row: SqlRow): DecisionRecord {
  const part = (name: string): unknown => (row[name] === null ? null : parsedOnce(row[name]));
  return {
    ...(parsedOnce(row["body"]) as DecisionRecord),
    result: part("result") as DecisionRecord["result"],
    audit: part("audit") as DecisionRecord["audit"],
  };
}

function findDecision(metadata: Metadata, id: string): DecisionRecord | undefined {
  const row = metadata.get("SELECT body, result, audit FROM decisions WHERE id = ?", id);
  return row === undefined ? undefined : decisionOf(row);
}

function addDecision(metadata: Metadata, decision: DecisionRecord): DecisionRecord {
  const known = findDecision(metadata, decision.id);
  if (known !== undefined) return known;
  const { id, at, fired, incidentId } = decision;
  metadata.run(
    "INSERT INTO decisions (id, at, fired, incident_id, body) VALUES (?, ?, ?, ?, ?)",
    id,
    at,
    fired ? 1 : 0,
    incidentId,
    JSON.stringify({ ...decision, result: null, audit: null }),
  );
  return { ...decision, result: null, audit: null };
}

function decisionNotFound(id: string): Error {
  return notFound("retraining/decision-not-found", `there is no decision "${id}"`, { id });
}

function listDecisions(metadata: Metadata, query: DecisionQuery): readonly DecisionRecord[] {
  const conditions: readonly (readonly [string, SqlValue | undefined])[] = [
    ["fired = ?", query.fired === undefined ? undefined : Number(query.fired)],
    ["incident_id = ?", query.incidentId],
    ["at >= ?", query.since],
  ];
  const given = conditions.filter((condition): condition is [string, SqlValue] => condition[1] !== undefined);
  const where = given.length === 0 ? "" : `WHERE ${given.map(([text]) => text).join(" AND ")}`;
  const sql = `SELECT body, result, audit FROM decisions ${where} ORDER BY at DESC, sequence DESC LIMIT ?`;
  return metadata.all(sql, ...given.map(([, value]) => value), query.limit ?? 100).map(decisionOf);
}

/** Keeps decisions in the metadata database. */
export function createSqliteDecisionStore(metadata: Metadata): DecisionStore {
  const present = (id: string): DecisionRecord => {
    const found = findDecision(metadata, id);
    if (found === undefined) throw decisionNotFound(id);
    return found;
  };
  const saveResult = (id: string, result: EvaluationResult): void => {
    const known = present(id).result;
    if (known !== null && known.outcome !== "failed") return;
    metadata.run("UPDATE decisions SET result = ? WHERE id = ?", JSON.stringify(result), id);
  };
  const saveAudit = (id: string, audit: EvaluationAudit): void => {
    present(id);
    metadata.run("UPDATE decisions SET audit = ? WHERE id = ?", JSON.stringify(audit), id);
  };
  return {
    add: (decision) => metadata.transaction(() => addDecision(metadata, decision)),
    get: present,
    saveResult: (id, result) => metadata.transaction(() => saveResult(id, result)),
    saveAudit: (id, audit) => metadata.transaction(() => saveAudit(id, audit)),
    find: (id) => findDecision(metadata, id),
    list: (query) => listDecisions(metadata, query),
  };
}
