import type { DecisionRecord, Incident, RetrainingOptions, Signal, TriggerState, WatchedWindow } from "#retraining";
import { retrainingOptions } from "#retraining";

export const dayMs = 86_400_000;
/** Midnight of 2026-01-01. */
export const start: number = Date.UTC(2026, 0, 1);
export const dayAt = (day: number): number => start + day * dayMs;

export const options: RetrainingOptions = retrainingOptions.parse({});

/** A raised drift of a day, unless said otherwise. */
export function signal(day: number, change: Partial<Signal> = {}): Signal {
  const culprits = change.culprits ?? ["MonthlyCharges"];
  return {
    kind: "feature-drift",
    severity: "warn",
    culprits,
    windowStart: dayAt(day),
    windowEnd: dayAt(day + 1),
    revision: 1,
    modelVersion: 1,
    value: 0.4,
    bound: 0.25,
    pValue: 0.001,
    sampleSize: 100,
    sentence: `${culprits.join(", ")} drifted on day ${day}`,
    evidence: null,
    ...change,
  };
}

/** A window of a day that everything was looked at for. */
export function window(day: number, revision = 1): WatchedWindow {
  return {
    start: dayAt(day),
    end: dayAt(day + 1),
    revision,
    kinds: [
      "feature-drift",
      "prediction-drift",
      "null-rate",
      "performance",
      "schema",
      "concept-drift",
      "quality-fault",
      "label-outage",
    ],
  };
}

/** A champion of day 0 with labels enough for a fit. */
export function state(change: Partial<TriggerState> = {}): TriggerState {
  return {
    championVersion: 1,
    trainedAt: dayAt(0),
    windows: [],
    incidents: [],
    evaluations: [],
    promotions: [],
    labels: { rows: 5000, positives: 1200, rowsSinceEvaluation: 5000 },
    horizonMs: 90 * dayMs,
    ...change,
  };
}

export function incident(id: string, change: Partial<Incident> = {}): Incident {
  return {
    id,
    key: `feature-drift:${id}`,
    family: "model",
    modelVersion: 1,
    tracks: [],
    culprits: [id],
    severity: "warn",
    status: "open",
    firstWindow: dayAt(1),
    lastWindow: dayAt(1),
    openedAt: dayAt(2),
    closedAt: null,
    sentence: `${id} drifted`,
    signals: [],
    raisedWindows: 1,
    closedBecause: null,
    closedBy: null,
    ...change,
  };
}

export function decision(id: string, change: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    id,
    at: dayAt(3),
    policy: "default",
    modelVersion: 1,
    windows: [window(2)],
    verdict: "realised-loss",
    action: "evaluate",
    fired: true,
    severity: "act",
    culprits: ["MonthlyCharges"],
    incidentId: null,
    rules: [{ rule: "cooldown", passed: true, sentence: "no quiet time is running" }],
    sentences: ["Fired: F1 fell."],
    promotion: "automatic",
    result: null,
    audit: null,
    ...change,
  };
}
