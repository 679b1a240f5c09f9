/** What can be wrong with data apart from drift. */
export type QualityCheckName =
  | "schema"
  | "type"
  | "null-rate"
  | "unseen-levels"
  | "range"
  | "duplicates"
  | "constant"
  | "unit"
  | "repeated"
  | "refused"
  | "volume"
  | "freshness"
  | "route-skew";

/** One check of one column or of the whole window. */
export interface QualityVerdict {
  readonly check: QualityCheckName;
  /** Null when the check is about the window as a whole. */
  readonly column: string | null;
  readonly status: "passed" | "failed" | "not-judged";
  readonly value: number;
  readonly bound: number;
  readonly pValue: number | null;
  readonly sampleSize: number;
  /** Whether the window's rows must not be trained on; such a fault also vetoes retraining. */
  readonly quarantines: boolean;
  readonly sentence: string;
}

/** All checks of one window; only faults and checks that could not be judged are listed. */
export interface WindowQuality {
  readonly modelVersion: number;
  readonly referenceId: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly revision: number;
  readonly rowCount: number;
  readonly isQuarantined: boolean;
  /** True when nothing may be retrained on the strength of this window. */
  readonly vetoesRetraining: boolean;
  readonly checks: number;
  readonly faults: readonly QualityVerdict[];
}
