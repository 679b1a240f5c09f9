import type { Expression } from "#relation";

/** How a feature becomes model inputs. */
export type FeatureKind = "number" | "category";

/** A model input as the user defined it: an expression over the contract's columns. */
export interface FeatureDefinition {
  readonly name: string;
  readonly kind: FeatureKind;
  /** Over the cleaned columns; numbers and booleans give a number, text a category. */
  readonly expression: Expression;
  /** The expression as the user wrote it, or the column's name. */
  readonly text: string;
  /** The contract's columns it is made of. */
  readonly columns: readonly string[];
  /** What stands in for a missing number: nothing (LightGBM's own handling), the training median, or a value. */
  readonly whenMissing: "keep" | "median" | number;
  /** True when a business user may act on it; false for facts such as gender or age. */
  readonly actionable: boolean;
}
