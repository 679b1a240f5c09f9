import type { Instant } from "#kernel";
import type { Estimate } from "#metrics";
import type { ModelEvaluation } from "#training";
import type { GateReport, PromotionDecision } from "#validation";

/** How a version does on one slice of the test rows. */
export interface SliceQuality {
  /** Such as `Contract = One year`. */
  readonly slice: string;
  readonly sampleSize: number;
  /** Share of positives, 0 to 1. */
  readonly baseRate: number;
  readonly auc: Estimate;
}

/** The report of a validation, stored whole as an artifact; approval reads it back and trusts nothing else. */
export interface ValidationReport {
  readonly format: 1;
  readonly name: string;
  readonly version: number;
  /** Digests of the artifacts that were validated: approving other bytes is refused. */
  readonly artifacts: Readonly<Record<string, string>>;
  /** The champion it was compared with; null when there was none. */
  readonly championVersion: number | null;
  readonly validatedAt: Instant;
  /** SHA-256 of the rows both models were judged on. */
  readonly testDigest: string;
  readonly gates: GateReport;
  readonly decision: PromotionDecision;
  readonly test: ModelEvaluation;
  readonly slices: readonly SliceQuality[];
}
