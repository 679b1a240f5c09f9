import type { PerformanceBasis, Severity, SignalKind } from "../signal.js";

/** Signals of one family are about one trouble: those about the model and its world, about data, labels, or age. */
export type IncidentFamily = "model" | "data" | "labels" | "age";

/** Where the signals of one kind in an incident are: raised, or on the way to quiet. */
export interface IncidentTrack {
  readonly kind: SignalKind;
  /** Of performance, else null. */
  readonly basis: PerformanceBasis | null;
  /** Whether the newest raised signal may be acted on; only estimates are ever not. */
  readonly isTrusted: boolean;
  readonly severity: Severity;
  /** Epoch ms: start of the window of the newest raised signal. */
  readonly lastRaised: number;
  /** Of the newest raised signal. */
  readonly value: number;
  readonly bound: number;
  readonly sentence: string;
  /** Starts of the quiet windows since `lastRaised`, in order. */
  readonly quiet: readonly number[];
}

/** Something that began, is told once, and ends. */
export interface Incident {
  readonly id: string;
  /** Names the trouble: at most one open incident and one open alert have it. */
  readonly key: string;
  readonly family: IncidentFamily;
  readonly modelVersion: number;
  /** One per kind of signal that belongs to it, in the order of first appearance. */
  readonly tracks: readonly IncidentTrack[];
  /** Sorted. */
  readonly culprits: readonly string[];
  /** The highest so far. */
  readonly severity: Severity;
  /** `muted`: closed by a person while its signals went on; it opens again only after they went quiet. */
  readonly status: "open" | "muted" | "closed";
  /** Epoch ms: start of the window of the first signal. */
  readonly firstWindow: number;
  /** Epoch ms: start of the window of the newest raised signal. */
  readonly lastWindow: number;
  /** Epoch ms. */
  readonly openedAt: number;
  /** Epoch ms; null while open. */
  readonly closedAt: number | null;
  /** What was first found, for a person. */
  readonly sentence: string;
  /** Which signals it took in, the newest last: none is taken in twice. */
  readonly signals: readonly string[];
  /** Windows in which something was raised. */
  readonly raisedWindows: number;
  /** Why it was closed, for a person; null while open. */
  readonly closedBecause: string | null;
  /** Who closed it: `policy:auto` or a person; null while open. */
  readonly closedBy: string | null;
}

/** Where an incident's first signal puts it. */
export const familyOfKind: Readonly<Record<SignalKind, IncidentFamily>> = {
  "feature-drift": "model",
  "prediction-drift": "model",
  performance: "model",
  "concept-drift": "model",
  "null-rate": "data",
  schema: "data",
  "quality-fault": "data",
  "label-outage": "labels",
  "label-bias": "labels",
  "early-outcomes": "model",
  age: "age",
};

const subjects: Readonly<Record<IncidentFamily, string>> = {
  model: "the model and its inputs",
  data: "the data",
  labels: "the labels",
  age: "the age of the model",
};

/** What an incident is about: its culprits, or its family in words. */
export function incidentSubject({ family, culprits }: Pick<Incident, "family" | "culprits">): string {
  return culprits.length === 0 ? subjects[family] : culprits.join(", ");
}
