/** How the values of a column are put into bins. */
export type ColumnKind = "numeric" | "category";

/**
 * How a column is binned, frozen with its reference. Numeric bins are (edge, next edge] with open ends; a category has one bin per
 * level and one for every other level.
 */
export type ColumnBinning =
  | {
      readonly kind: "numeric";
      /** Ascending, unique inner edges: at most 100 reference quantiles, or every value but the last of a column with few. */
      readonly edges: readonly number[];
      /** Places in `edges` of the coarse bins that psi and its like are worked out on: about ten bins. */
      readonly coarse: readonly number[];
      /** The reference's values where it has few (at most 20); null otherwise. */
      readonly values: readonly number[] | null;
      /** Values outside are counted apart: the contract's range, else the reference's, wider by its span on either side. */
      readonly limits: readonly [number, number];
      /** Sums are kept in whole steps of 2^−sumScale, squares in steps of 2^−squareScale squared: adding is exact in any order. */
      readonly sumScale: number;
      readonly squareScale: number;
    }
  | {
      readonly kind: "category";
      /** At most 256, the most frequent first. */
      readonly levels: readonly string[];
    };

/**
 * What one window holds of one column: whole numbers and extremes only, so that adding two of them is exact, associative and the
 * same in any order.
 */
export interface ColumnCounts {
  readonly rows: number;
  readonly nulls: number;
  readonly positiveInfinite: number;
  readonly negativeInfinite: number;
  readonly zeros: number;
  /** Rows per bin of the {@link ColumnBinning}; for a category the last is every other level. */
  readonly bins: readonly number[];
  /** Finite values that the reference never had: other levels, or values beside `values`. */
  readonly unseen: number;
  /** The first few unseen levels in text order with their rows. */
  readonly unseenLevels: readonly (readonly [string, number])[];
  /** Finite values outside the binning's limits. */
  readonly outOfRange: number;
  /** Smallest and largest finite value; null without one, and for categories. */
  readonly min: number | null;
  readonly max: number | null;
  /** Whole numbers as decimal text: the sum in steps of 2^−sumScale and the sum of squares in steps of 2^(−2·squareScale). */
  readonly sum: string;
  readonly squares: string;
}
