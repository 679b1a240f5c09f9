import type { Field } from "#tabular";
import type { Expression } from "./expression.js";

/** How a delimited text file is written. */
export interface CsvDialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly hasHeader: boolean;
  readonly encoding: "utf-8" | "utf-16" | "latin-1";
}

/** A named expression of a projection. */
export interface Projection {
  readonly name: string;
  readonly expression: Expression;
}

/** Rows described without running anything: an engine turns the tree into one SQL statement. */
export type Relation =
  /** Parquet files of one table; no file means no row. */
  | { readonly kind: "parquet"; readonly paths: readonly string[]; readonly fields: readonly Field[] }
  /** A CSV file, every column as text under the names of `columns`, rows in file order. */
  | { readonly kind: "csv"; readonly path: string; readonly dialect: CsvDialect; readonly columns: readonly string[] }
  /** Rows that the statement around the relation gives a name, such as those an engine is just reading. */
  | { readonly kind: "named"; readonly name: string; readonly fields: readonly Field[] }
  | { readonly kind: "project"; readonly input: Relation; readonly columns: readonly Projection[] }
  /** The rows of all inputs, one input after the other; all have the columns of the first. */
  | { readonly kind: "union"; readonly inputs: readonly Relation[] }
  /** The first rows. */
  | { readonly kind: "limit"; readonly input: Relation; readonly rows: number }
  | { readonly kind: "filter"; readonly input: Relation; readonly where: Expression }
  | {
      readonly kind: "sort";
      readonly input: Relation;
      readonly by: readonly { readonly column: string; readonly descending?: boolean }[];
    }
  /** The first row of each key in the given order (ties broken by all columns); missing keys are one key. No order. */
  | {
      readonly kind: "first-per-key";
      readonly input: Relation;
      readonly keys: readonly string[];
      readonly by: readonly { readonly column: string; readonly descending?: boolean }[];
    }
  /** Rows of `left` with the columns of `right` that share the keys; left rows without a match are dropped. No order. */
  | { readonly kind: "join"; readonly left: Relation; readonly right: Relation; readonly keys: readonly string[] }
  /**
   * Every row of `left` with the latest row of `right` of the same keys whose `rightTime` and `rightAvailableAt` are both at
   * or before `leftTime`; columns of `right` are missing where there is none. Latest is by `rightTime`, then by
   * `rightAvailableAt`, then by all columns. No order.
   */
  | {
      readonly kind: "as-of-join";
      readonly left: Relation;
      readonly right: Relation;
      readonly keys: readonly string[];
      readonly leftTime: string;
      readonly rightTime: string;
      readonly rightAvailableAt: string;
    };

/** The relations of one kind. */
export type RelationOf<Kind extends Relation["kind"]> = Extract<Relation, { kind: Kind }>;

/** What is done for each kind of relation. */
export type RelationVisitor<Context, Result> = {
  readonly [Kind in Relation["kind"]]: (relation: RelationOf<Kind>, context: Context) => Result;
};

/** Does what the visitor has for the relation's kind. */
export function visitRelation<Context, Result>(
  relation: Relation,
  visitor: RelationVisitor<Context, Result>,
  context: Context,
): Result {
  const visit = visitor[relation.kind] as (relation: Relation, context: Context) => Result;
  return visit(relation, context);
}
