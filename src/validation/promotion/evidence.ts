import type { ModelOutput, SliceColumn } from "../evidence.js";
import type { Verdict } from "../gate.js";

/** Why a challenger that is only not worse may replace the champion. */
export interface PromotionReason {
  readonly kind: "drift-alarm" | "security" | "feature-removal" | "other";
  /** For a person. */
  readonly text: string;
}

/** Scores on the frozen reference set, which stays the same over all promotions. */
export interface AnchorEvidence {
  readonly labels: Uint8Array;
  readonly challenger: Float64Array;
  /** Of the version with the highest AUC on this set so far. */
  readonly best: Float64Array;
  /** Number of that version. */
  readonly bestVersion: number;
  /** Of the present champion; the same as `best` where that is it. */
  readonly champion: Float64Array;
}

/** Why the frozen reference set cannot be used, for a person. */
export interface AnchorProblem {
  readonly problem: string;
}

/**
 * What a promotion is decided on. Both models scored the same rows, in the same order; neither was fitted, searched or given its
 * threshold on them.
 */
export interface PromotionEvidence {
  /** Verdict of the challenger's gate report. */
  readonly gates: Verdict;
  readonly labels: Uint8Array;
  readonly challenger: ModelOutput;
  /** Null when there is no champion yet. */
  readonly champion: ModelOutput | null;
  readonly slices: readonly SliceColumn[];
  /** Null before there is a frozen reference set. */
  readonly anchor: AnchorEvidence | AnchorProblem | null;
  /** Null when there is no reason to change but being better. */
  readonly reason: PromotionReason | null;
}
