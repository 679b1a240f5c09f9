import { conflict, notFound } from "#kernel";
import type { DecisionQuery, DecisionRecord, DecisionStore, Incident, IncidentStore } from "#retraining";

/** Keeps incidents in this process. */
export function createMemoryIncidentStore(): IncidentStore {
  const incidents = new Map<string, Incident>();
  return {
    save: (incident) => {
      const { id, key, status } = incident;
      const rival = [...incidents.values()].find((one) => one.key === key && one.status === "open" && one.id !== id);
      if (status === "open" && rival !== undefined) {
        throw conflict("retraining/incident-open", `incident ${rival.id} is open about ${key} already`, { key });
      }
      incidents.set(id, structuredClone(incident));
    },
    get: (id) => {
      const found = incidents.get(id);
      if (found === undefined) throw notFound("retraining/incident-not-found", `there is no incident "${id}"`, { id });
      return found;
    },
    list: ({ status, limit = 100 }) =>
      [...incidents.values()]
        .filter((incident) => status === undefined || incident.status === status)
        .reverse()
        .sort((left, right) => right.openedAt - left.openedAt)
        .slice(0, limit),
  };
}

function matches(decision: DecisionRecord, { fired, incidentId, since }: DecisionQuery): boolean {
  if (fired !== undefined && decision.fired !== fired) return false;
  if (incidentId !== undefined && decision.incidentId !== incidentId) return false;
  return since === undefined || decision.at >= since;
}

/** Keeps decisions in this process. */
export function createMemoryDecisionStore(): DecisionStore {
  const decisions = new Map<string, DecisionRecord>();
  const get = (id: string): DecisionRecord => {
    const found = decisions.get(id);
    if (found === undefined) throw notFound("retraining/decision-not-found", `there is no decision "${id}"`, { id });
    return found;
  };
  return {
    add: (decision) => {
      const known = decisions.get(decision.id);
      if (known !== undefined) return known;
      const added = { ...structuredClone(decision), result: null, audit: null };
      decisions.set(decision.id, added);
      return added;
    },
    get,
    saveResult: (id, result) => {
      const present = get(id);
      if (present.result === null || present.result.outcome === "failed")
        decisions.set(id, { ...present, result: structuredClone(result) });
    },
    saveAudit: (id, audit) => void decisions.set(id, { ...get(id), audit: structuredClone(audit) }),
    find: (id) => decisions.get(id),
    list: (query) =>
      [...decisions.values()]
        .filter((decision) => matches(decision, query))
        .reverse()
        .sort((left, right) => right.at - left.at)
        .slice(0, query.limit ?? 100),
  };
}
