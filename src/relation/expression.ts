import type { ValueType } from "#tabular";

/** Arithmetic, comparison and logic between two values. */
export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "=" | "<>" | "<" | "<=" | ">" | ">=" | "and" | "or" | "||";

/** The value of a literal. */
export type LiteralValue = string | number | boolean | null;

/**
 * A typed expression over columns: the one tree from which DuckDB SQL, Spark SQL and the row function are generated.
 * Missing values spread as SQL nulls do; dividing by zero is missing in every generator.
 */
export type Expression =
  | { readonly kind: "column"; readonly name: string; readonly type: ValueType }
  | { readonly kind: "literal"; readonly value: LiteralValue; readonly type: ValueType }
  | { readonly kind: "unary"; readonly operator: "-" | "not"; readonly operand: Expression; readonly type: ValueType }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly type: ValueType;
    }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly type: ValueType;
    }
  | {
      readonly kind: "case";
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise: Expression | null;
      readonly type: ValueType;
    }
  | {
      readonly kind: "in";
      readonly operand: Expression;
      readonly values: readonly LiteralValue[];
      readonly negated: boolean;
      readonly type: "boolean";
    }
  | { readonly kind: "is-null"; readonly operand: Expression; readonly negated: boolean; readonly type: "boolean" };
