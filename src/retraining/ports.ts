import type { DecisionRecord, EvaluationAudit, EvaluationResult } from "./decision-record.js";
import type { Incident } from "./incidents/incident.js";

/** Which incidents are wanted. */
export interface IncidentQuery {
  readonly status?: Incident["status"];
  /** Most incidents; default 100. */
  readonly limit?: number;
}

/** Keeps incidents. Every method is one transaction. */
export interface IncidentStore {
  /**
   * Adds an incident or replaces the one with its id.
   * @throws Conflict `retraining/incident-open` when another open incident has its key
   */
  save(incident: Incident): void;
  /** @throws NotFound `retraining/incident-not-found` */
  get(id: string): Incident;
  /** Newest first. */
  list(query: IncidentQuery): readonly Incident[];
}

/** Which decisions are wanted. */
export interface DecisionQuery {
  readonly fired?: boolean;
  /** Only those about this incident. */
  readonly incidentId?: string;
  /** Only those made at this moment, epoch ms, or later. */
  readonly since?: number;
  /** Most decisions; default 100. */
  readonly limit?: number;
}

/** Keeps decisions. Every method is one transaction. */
export interface DecisionStore {
  /** Adds a decision; one with the same id stays as it is. @returns the stored one */
  add(decision: DecisionRecord): DecisionRecord;
  /** @throws NotFound `retraining/decision-not-found` */
  get(id: string): DecisionRecord;
  /** Keeps what came of an evaluation run, once; only a failure gives way to what came of its repair. */
  saveResult(id: string, result: EvaluationResult): void;
  /** Keeps the audit; a later one replaces it. */
  saveAudit(id: string, audit: EvaluationAudit): void;
  find(id: string): DecisionRecord | undefined;
  /** Newest first. */
  list(query: DecisionQuery): readonly DecisionRecord[];
}
