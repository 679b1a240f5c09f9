import type { DecisionRecord } from "../decision-record.js";
import type { Incident } from "../incidents/incident.js";
import type { WatchedWindow } from "../signal.js";

/** Labels that became known and were not used by a fit yet. */
export interface LabelSupply {
  /** Matured rows that are newer than the champion's training rows. */
  readonly rows: number;
  readonly positives: number;
  /** Those among them that no evaluation run has seen. */
  readonly rowsSinceEvaluation: number;
}

/** Everything stored that a decision depends on. */
export interface TriggerState {
  readonly championVersion: number | null;
  /** Epoch ms of the champion's training; null without a champion. */
  readonly trainedAt: number | null;
  /** The windows that this round of monitoring looked at. */
  readonly windows: readonly WatchedWindow[];
  /** Open and muted incidents, and those closed lately. */
  readonly incidents: readonly Incident[];
  /** Decisions that fired, newest first. */
  readonly evaluations: readonly DecisionRecord[];
  /** Epoch ms of promotions that replaced a champion without a person, in order. */
  readonly promotions: readonly number[];
  readonly labels: LabelSupply;
  /** How long after a prediction its label is known, in ms. */
  readonly horizonMs: number;
}
