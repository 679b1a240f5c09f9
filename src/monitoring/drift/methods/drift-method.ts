import type { ColumnKind } from "../../profile/column-counts.js";
import type { ColumnPair } from "../column-pair.js";
import type { DriftMethodName, DriftScore } from "../drift-verdict.js";

/** What a method finds of a pair of samples. */
export type MethodResult = Pick<DriftScore, "value" | "bins" | "nullExpectation" | "pValue" | "corrected"> & {
  readonly errorBound?: number;
};

/** One way to tell how far a window is from its reference. */
export interface DriftMethod {
  readonly name: DriftMethodName;
  readonly kinds: readonly ColumnKind[];
  /** Formula, bins and treatment of empty bins. */
  readonly convention: string;
  /** Both sides have at least one row. Null when the method says nothing about such a column. */
  readonly compare: (pair: ColumnPair) => MethodResult | null;
}
