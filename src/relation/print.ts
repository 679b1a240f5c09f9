import {
  type Expression,
  type ExpressionOf,
  type ExpressionVisitor,
  type LiteralValue,
  visitExpression,
} from "./expression.js";
import { isReserved } from "./parse/parse-expression.js";

const plainName = /^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u;

function nameText(name: string): string {
  return plainName.test(name) && !isReserved(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function literalText(value: LiteralValue, type: Expression["type"]): string {
  if (value === null) return "null";
  if (type === "timestamp") return `timestamp '${new Date(Number(value)).toISOString()}'`;
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  return Object.is(value, -0) ? "-0" : String(value);
}

function caseText(expression: ExpressionOf<"case">): string {
  const branches = expression.branches.map(
    (branch) => `when ${expressionText(branch.when)} then ${expressionText(branch.result)}`,
  );
  const otherwise = expression.otherwise === null ? "" : ` else ${expressionText(expression.otherwise)}`;
  return `case ${branches.join(" ")}${otherwise} end`;
}

function inText(expression: ExpressionOf<"in">): string {
  const values = expression.values.map((value) => literalText(value, expression.operand.type)).join(", ");
  return `${operandText(expression.operand)} ${expression.negated ? "not in" : "in"} (${values})`;
}

function operandText(expression: Expression): string {
  const isSimple = ["column", "literal", "call", "case"].includes(expression.kind);
  return isSimple ? expressionText(expression) : `(${expressionText(expression)})`;
}

function unaryText(expression: ExpressionOf<"unary">): string {
  if (expression.operator === "not") return `not ${operandText(expression.operand)}`;
  const { operand } = expression;
  return operand.kind === "literal" ? `-(${expressionText(operand)})` : `-${operandText(operand)}`;
}

const printer: ExpressionVisitor<undefined, string> = {
  column: (node) => nameText(node.name),
  literal: (node) => literalText(node.value, node.type),
  unary: unaryText,
  binary: (node) => `${operandText(node.left)} ${node.operator} ${operandText(node.right)}`,
  call: (node) => `${node.name}(${node.arguments.map(expressionText).join(", ")})`,
  case: caseText,
  in: inText,
  "is-null": (node) => `${operandText(node.operand)} is ${node.negated ? "not null" : "null"}`,
};

/**
 * The expression in its canonical spelling: what is read from it by `parseExpression` is the same tree. Equal trees have
 * equal text, so the text can be digested.
 */
export function expressionText(expression: Expression): string {
  return visitExpression(expression, printer, undefined);
}
