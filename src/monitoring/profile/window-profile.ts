import type { ColumnCounts } from "./column-counts.js";

/** A part of the rows: those with one value in one column. */
export interface Slice {
  readonly column: string;
  readonly value: string;
}

/** A slice as one text, empty for all rows; no two slices share it. */
export function sliceKeyOf(slice: Slice | null): string {
  return slice === null ? "" : `${slice.column}=${slice.value}`;
}

/** Name of the column that holds the model's probability in every profile. */
export const scoreColumn = "probability";

/** Name of the column that holds the predicted class in every profile. */
export const classColumn = "predicted_class";

/** What a window was counted of; together with a revision it names a profile. */
export interface WindowKey {
  readonly modelVersion: number;
  /** Digest of the reference whose bins were used. */
  readonly referenceId: string;
  /** Null for all rows. */
  readonly slice: Slice | null;
  /** Epoch ms, inclusive. */
  readonly windowStart: number;
  /** Epoch ms, exclusive. */
  readonly windowEnd: number;
}

/** What was found by looking at rows as a whole; nothing but zeros in slices. */
export interface RowFindings {
  /** Rows with a prediction id that another row of the same arrival has. */
  readonly duplicates: number;
  /** Entities that came by two routes in one arrival, and those of them whose scores differ by more than .05. */
  readonly routePairs: number;
  readonly routeMismatches: number;
  /** Latest moment of a prediction, epoch ms; null without a row. */
  readonly latestAt: number | null;
}

/** No row. */
export const noFindings: RowFindings = { duplicates: 0, routePairs: 0, routeMismatches: 0, latestAt: null };

/** Exact counts of all columns of one window; see {@link ColumnCounts}. */
export interface WindowProfile extends WindowKey {
  /** From 1; rows that arrive later raise it. */
  readonly revision: number;
  readonly rowCount: number;
  readonly rows: RowFindings;
  /** By column: features, score and class. */
  readonly columns: Readonly<Record<string, ColumnCounts>>;
  /** Sum of SHAP values per feature in steps of 2^−30, as decimal text; null when they were not worked out. */
  readonly contributions: Readonly<Record<string, string>> | null;
}
