import type { Severity, SignalKind } from "./signal.js";

/** Signals of one family are about one trouble: those about the model and its world, about data, labels, or age. */
export type IncidentFamily = "model" | "data" | "labels" | "age";

/** Something that began, is told once, and ends. */
export interface Incident {
  readonly id: string;
  /** Names the trouble: at most one open incident and one open alert have it. */
  readonly key: string;
  readonly family: IncidentFamily;
  readonly modelVersion: number;
  /** Kinds of the signals that belong to it, in the order of first appearance. */
  readonly kinds: readonly SignalKind[];
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
  /** Starts of the quiet windows since `lastWindow`, in order. */
  readonly quietWindows: readonly number[];
  /** What was found, newest last; a few. */
  readonly sentences: readonly string[];
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
  age: "age",
};
