import type { ContactTerms } from "#metrics";

/** Probabilities of one model on the judged rows and the threshold from which on it says yes. */
export interface ModelOutput {
  /** Of label 1, per row. */
  readonly probabilities: Float64Array;
  /** Operating threshold, in (0, 1). */
  readonly threshold: number;
}

/** A column that splits the judged rows into slices. */
export interface SliceColumn {
  readonly column: string;
  /** Names of the slices. */
  readonly levels: readonly string[];
  /** Index into `levels` per row; −1 where the row belongs to none. */
  readonly codes: Int32Array;
}

/** How well one feature alone ranks the judged rows. */
export interface SingleFeatureAuc {
  readonly feature: string;
  /** In [0, 1]; 0.5 is no use, both ends separate the classes. */
  readonly auc: number;
}

/**
 * Everything gates look at. All probabilities are about the same rows, in the same order, which nothing was fitted or chosen on.
 * A part that is null makes the gates that need it end in `error`, unless its comment says otherwise.
 */
export interface ValidationEvidence {
  /** 0 or 1 per row. */
  readonly labels: Uint8Array;
  readonly challenger: ModelOutput;
  /** Null for the first model of a project: gates that compare with a champion then pass. */
  readonly champion: ModelOutput | null;
  /** Probabilities of the reference logistic regression, fitted on the challenger's training rows. */
  readonly logisticRegression: Float64Array | null;
  /** Challenger's probabilities after 10 % of the raw values were made null. */
  readonly withNulls: {
    /** Of 100 rows. */
    readonly sample: Float64Array;
    /** Of all judged rows. */
    readonly all: Float64Array;
    /** Of all judged rows by the champion, the same values missing; left out without a champion. */
    readonly champion?: Float64Array;
  } | null;
  /** Durations of single predictions after warming up, in ms; the default gates want 20 after 3. */
  readonly latenciesMs: Float64Array | null;
  /** Columns whose slices are judged on their own; may be empty. */
  readonly slices: readonly SliceColumn[];
  /** What a contact costs and brings. */
  readonly business: ContactTerms | null;
  readonly singleFeatureAucs: readonly SingleFeatureAuc[] | null;
}
