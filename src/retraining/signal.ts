import type { Json } from "#kernel";

/** What monitoring can find. */
export type SignalKind =
  | "feature-drift"
  | "prediction-drift"
  | "null-rate"
  | "performance"
  | "schema"
  | "age"
  | "concept-drift"
  | "quality-fault"
  | "label-outage"
  | "label-bias"
  | "early-outcomes";

/** How much a finding matters: told, warned of, or to be acted on. */
export type Severity = "info" | "warn" | "act";

/** What a performance signal rests on: labels, or an estimate without them. */
export type PerformanceBasis = "realised" | "estimated";

/** One finding of monitoring about one window. */
export interface Signal {
  readonly kind: SignalKind;
  readonly severity: Severity;
  /** Names of features, sorted; empty when none is to blame. */
  readonly culprits: readonly string[];
  /** Epoch ms; the window is [start, end). */
  readonly windowStart: number;
  readonly windowEnd: number;
  /** Counts up when late data re-open the window. */
  readonly revision: number;
  readonly modelVersion: number;
  /** In the kind's own unit, such as PSI, share, loss of F1 relative to training, days. */
  readonly value: number;
  /** In the unit of `value`: the signal is raised from here on. */
  readonly bound: number;
  readonly pValue: number | null;
  readonly sampleSize: number;
  /** For a person. */
  readonly sentence: string;
  readonly evidence: Json;
  /** Of a performance signal; `realised` when left out. */
  readonly basis?: PerformanceBasis;
  /** Of an estimate: whether the estimator's own past errors are small enough to act on it; false when left out. */
  readonly isTrusted?: boolean;
}

/** A window that monitoring looked at, whether or not it found anything. */
export interface WatchedWindow {
  /** Epoch ms; the window is [start, end). */
  readonly start: number;
  readonly end: number;
  readonly revision: number;
  /** What it was looked at for: labels make old windows speak of performance while new ones speak of drift. */
  readonly kinds: readonly SignalKind[];
  /** What its performance was judged by; both when left out. */
  readonly bases?: readonly PerformanceBasis[];
}

/** Whether a signal says that its bound is reached; the others only say how far away it is. */
export function isRaised({ value, bound }: Signal): boolean {
  return value >= bound;
}
