import { type Expression, type ExpressionVisitor, visitExpression } from "./expression.js";

const children: ExpressionVisitor<undefined, readonly Expression[]> = {
  column: () => [],
  literal: () => [],
  unary: (node) => [node.operand],
  in: (node) => [node.operand],
  "is-null": (node) => [node.operand],
  binary: (node) => [node.left, node.right],
  call: (node) => node.arguments,
  case: (node) => [
    ...node.branches.flatMap((branch) => [branch.when, branch.result]),
    ...(node.otherwise === null ? [] : [node.otherwise]),
  ],
};

/** The expressions directly inside another, from left to right. */
export function childrenOf(expression: Expression): readonly Expression[] {
  return visitExpression(expression, children, undefined);
}

/** Number of levels of the tree; 1 for a column or literal. */
export function expressionDepth(expression: Expression): number {
  return 1 + childrenOf(expression).reduce((deepest, child) => Math.max(deepest, expressionDepth(child)), 0);
}

/** Names of the columns an expression uses, each once, in order of first use. */
export function columnsOf(expression: Expression): readonly string[] {
  if (expression.kind === "column") return [expression.name];
  return [...new Set(childrenOf(expression).flatMap(columnsOf))];
}
