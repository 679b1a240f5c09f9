import type { ValueType } from "#tabular";

/** Arithmetic, comparison and logic between two values. */
export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "=" | "<>" | "<" | "<=" | ">" | ">=" | "and" | "or" | "||";

/** The value of a literal. */
export type LiteralValue = string | number | boolean | null;

/**
 * A typed expression over columns: the one tree from which DuckDB SQL, Spark SQL and the row function are generated. All
 * of them keep one meaning:
 * - A missing operand gives a missing result; `and`, `or`, `not` have SQL's three values; a condition that is missing
 *   chooses nothing. `greatest`, `least`, `coalesce` skip missing values.
 * - NaN does not exist: a stored NaN, and every result that would be NaN, is missing. Infinity is a number.
 * - Dividing by zero, the remainder by zero, `ln` at or below 0 and `sqrt` below 0 are missing.
 * - -0 equals 0. `round` takes halves away from zero.
 * - Texts compare by code point, letters' case counts; the empty text is not missing.
 * - Timestamps are epoch milliseconds in UTC.
 * - Text that cannot be read as a number, boolean or timestamp is missing.
 *
 * Engines agree exactly, but `exp`, `ln`, `log1p` and `power` come from their maths libraries (1e-12 relative), and
 * `lower` and `upper` follow their Unicode tables beyond Latin, Greek and Cyrillic letters.
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
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
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

/** The expressions of one kind. */
export type ExpressionOf<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** What is done for each kind of expression. */
export type ExpressionVisitor<Context, Result> = {
  readonly [Kind in Expression["kind"]]: (node: ExpressionOf<Kind>, context: Context) => Result;
};

/** Does what the visitor has for the expression's kind. */
export function visitExpression<Context, Result>(
  expression: Expression,
  visitor: ExpressionVisitor<Context, Result>,
  context: Context,
): Result {
  const visit = visitor[expression.kind] as (node: Expression, context: Context) => Result;
  return visit(expression, context);
}
