import type { ColumnBinning, ColumnCounts } from "./column-counts.js";

/** One column as it was at training: its bins, and what they held. */
export interface ReferenceColumn {
  readonly name: string;
  readonly role: "feature" | "score" | "class";
  readonly binning: ColumnBinning;
  readonly counts: ColumnCounts;
}

/** What a model saw: frozen at training from the training rows and their out-of-fold scores, and stored with the version. */
export interface ReferenceProfile {
  readonly format: 1;
  /** SHA-256 of everything else. */
  readonly id: string;
  readonly rowCount: number;
  readonly threshold: number;
  readonly columns: readonly ReferenceColumn[];
  /** Sum of SHAP values per feature over the reference rows in steps of 2^−30, as decimal text; null when unknown. */
  readonly contributions: Readonly<Record<string, string>> | null;
  /** Sum over the rows of the model's margins in steps of 2^−30; null when unknown. */
  readonly margins: string | null;
}
