import type { Json } from "#kernel";

/** What performance monitoring can say about a model version. */
export type PerformanceVerdictKind =
  | "realised"
  | "estimated"
  | "concept-drift"
  | "early-outcomes"
  | "label-outage"
  | "label-bias";

/** One judgement over pooled windows, raised or not, with its numbers: what triggers are evaluated on. */
export interface PerformanceVerdict {
  readonly kind: PerformanceVerdictKind;
  readonly modelVersion: number;
  /** Of the pooled windows, epoch ms. */
  readonly windowStart: number;
  readonly windowEnd: number;
  /** The metric that is judged; null where none is. */
  readonly metric: string | null;
  readonly isRaised: boolean;
  /** In the kind's own unit: loss relative to training, excess loss, ratio less one, share of missing labels. */
  readonly value: number;
  readonly bound: number;
  readonly pValue: number | null;
  readonly sampleSize: number;
  /** `realised` rests on labels, `estimated` does not. */
  readonly basis: "realised" | "estimated";
  /** Whether it may start anything; estimates earn it by their own past. */
  readonly isTrusted: boolean;
  /** For a person. */
  readonly sentence: string;
  readonly evidence: Json;
}
