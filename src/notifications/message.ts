import { digestOf, type Instant } from "#kernel";

/** Kinds of alert: each stays open under its key until an `alert-resolved` message with that key comes. */
export const alertKinds = [
  "performance",
  "feature-drift",
  "prediction-drift",
  "null-rate",
  "schema",
  "range",
  "concept-drift",
  "quality-fault",
  "label-outage",
  "label-bias",
  "early-outcomes",
  "age",
  "latency",
] as const;

/** Kinds of news: each is told once and needs no end. */
export const newsKinds = [
  "run-succeeded",
  "run-failed",
  "run-slow",
  "alert-resolved",
  "approval-pending",
  "retrain-started",
  "retrain-outcome",
  "test",
] as const;

/** A kind of alert. */
export type AlertKind = (typeof alertKinds)[number];

/** What a message is about. */
export type MessageKind = AlertKind | (typeof newsKinds)[number];

/** Every kind of message. */
export const messageKinds: readonly MessageKind[] = [...alertKinds, ...newsKinds];

/** How much it matters: good to know, worth a look, needs somebody to act. */
export type Severity = "info" | "warn" | "act";

/** One line of a message's table. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Something people or programs outside are told. */
export interface Message {
  readonly kind: MessageKind;
  /** What it is about, such as `feature-drift:tenure` or `run:job_01k8…`: one alert is open per key. */
  readonly key: string;
  readonly severity: Severity;
  /** One line, without a full stop. */
  readonly title: string;
  readonly sentences: readonly string[];
  /**
   * `account`: the sentences are four and say what happened, why it matters, what was done, what to do; an empty one is left
   * out. Else they are told as they are.
   */
  readonly structure?: "account";
  readonly facts: readonly Fact[];
  /** One stand-alone `<svg>` element, as a chart renderer draws it; its title and description become the picture's text. */
  readonly chart?: string;
  readonly occurredAt: Instant;
  readonly runId?: string;
  readonly incidentId?: string;
}

/** Whether messages of a kind open an alert. */
export function isAlertKind(kind: MessageKind): kind is AlertKind {
  return (alertKinds as readonly MessageKind[]).includes(kind);
}

/** The id of a message: two messages of one kind, key and moment are the same message. */
export function messageId({ kind, key, occurredAt }: Message): string {
  return `msg_${digestOf([kind, key, occurredAt]).slice(0, 26)}`;
}
