import type { AnchorDrift } from "./anchor-drift.js";
import type { MultivariateDrift } from "./multivariate-drift.js";

/** The distances and tests a column is judged by. */
export type DriftMethodName =
  | "psi"
  | "psiWithNull"
  | "ks"
  | "js"
  | "wasserstein"
  | "chi2"
  | "hellinger"
  | "tvd"
  | "lInfinity";

/** One number about how far a window is from its reference, with everything that is needed to read it. */
export interface DriftScore {
  readonly method: DriftMethodName;
  readonly value: number;
  /** Rows of the reference and of the window that the number rests on. */
  readonly referenceRows: number;
  readonly rows: number;
  readonly bins: number;
  /** Which formula, which bins, which treatment of empty bins: one id per convention, explained in the reference pages. */
  readonly convention: string;
  /** What the number is expected to be when nothing changed; null where there is no formula. */
  readonly nullExpectation: number | null;
  /** Chance of a number as large when nothing changed; null where there is no test. */
  readonly pValue: number | null;
  /** p adjusted for the number of columns looked at (Benjamini–Hochberg). */
  readonly qValue: number | null;
  /** The value less what chance alone brings, at least 0. */
  readonly corrected: number | null;
  /** How far the value can be from the one on raw rows; 0 when it is exact on its bins. */
  readonly errorBound: number;
}

/** What became of one column: scores, or the reason why there are none. */
export type ColumnDrift = {
  readonly column: string;
  readonly role: "feature" | "score" | "class";
  readonly kind: "numeric" | "category";
} & (
  | {
      readonly status: "compared";
      readonly scores: Readonly<Partial<Record<DriftMethodName, DriftScore>>>;
      /** Whether both keys of the two-key rule turned in this window. */
      readonly isMaterial: boolean;
      /** The column's own evidence in the sequential detector. */
      readonly evidence: number | null;
      /** Mean of the window less mean of the reference; null for categories. */
      readonly meanShift: number | null;
    }
  | { readonly status: "failed"; readonly reason: string }
);

/** How much an alarm matters: it only informs, it moves predictions, or it costs. */
export type DriftSeverity = "none" | "info" | "warn" | "act";

/** What the drift of a window did to the model's output. */
export interface DriftImpact {
  /** Mean score of the window less the reference's. */
  readonly meanScoreShift: number;
  /** Share of positive decisions of the window less the reference's. */
  readonly decisionShift: number;
  /** Shift of the mean margin by feature, largest first; null without contributions. Adds up to `marginShift`. */
  readonly attribution: readonly { readonly feature: string; readonly shift: number }[] | null;
  readonly marginShift: number | null;
}

/** What is said about drift in one window of one model version. */
export interface DriftVerdict {
  readonly modelVersion: number;
  readonly referenceId: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly revision: number;
  readonly rowCount: number;
  readonly policy: "default" | "reference";
  /** True while an alarm is on. */
  readonly isAlarm: boolean;
  /** Which rules raised it. */
  readonly rules: readonly ("e-detector" | "two-key" | "psi" | "score-ks")[];
  /** Mean evidence of the sequential detector and the bound that raises an alarm. */
  readonly evidence: number;
  readonly bound: number;
  readonly severity: DriftSeverity;
  /** Features (and `probability`) that are behind the alarm, the strongest first. */
  readonly culprits: readonly string[];
  readonly columns: readonly ColumnDrift[];
  readonly impact: DriftImpact;
  /** All columns together, of the seven days that end with this window; left out in windows that did not ask for it. */
  readonly multivariate?: MultivariateDrift;
  /** Against the first champion's reference; left out while that version itself is watched. */
  readonly anchor?: AnchorDrift;
  /** What happened, in words. */
  readonly sentence: string;
}
