import { invalidInput } from "#kernel";
import {
  type BinaryOperator,
  type Expression,
  type ExpressionOf,
  type ExpressionVisitor,
  type LiteralValue,
  visitExpression,
} from "../expression.js";
import { knownFunction } from "../row/compile-expression.js";
import { sharedCalls, withoutNaN } from "./calls.js";
import type { Call, SqlDialect } from "./dialect.js";

function literalSql(value: LiteralValue, type: Expression["type"], dialect: SqlDialect): string {
  if (value === null || Number.isNaN(value)) return `cast(null as ${dialect.types[type]})`;
  if (type === "timestamp") return dialect.timestampFromMs(String(value));
  if (typeof value === "string") return dialect.text(value);
  return typeof value === "number" ? dialect.number(value) : String(value);
}

// Nested functions that repeat their argument grow without bound; 10,000 levels of an encoding take less than this.
const longestSql = 2_000_000;

const dividing = new Set<BinaryOperator>(["/", "%"]);

function binarySql(node: ExpressionOf<"binary">, dialect: SqlDialect): string {
  const left = expressionToSql(node.left, dialect);
  const right = expressionToSql(node.right, dialect);
  if (node.type !== "number") return `(${left} ${node.operator} ${right})`;
  const divisor = dividing.has(node.operator) ? `nullif(${right}, ${dialect.number(0)})` : right;
  return withoutNaN(`${left} ${node.operator} ${divisor}`, dialect);
}

function callSql(call: Call, dialect: SqlDialect): string {
  const name = knownFunction(call.name);
  const given = call.arguments.map((argument) => expressionToSql(argument, dialect));
  return (dialect.calls[name] ?? sharedCalls[name])(given, call, dialect);
}

function caseSql(node: ExpressionOf<"case">, dialect: SqlDialect): string {
  const branches = node.branches.map(
    (branch) => `when ${expressionToSql(branch.when, dialect)} then ${expressionToSql(branch.result, dialect)}`,
  );
  const otherwise = node.otherwise === null ? "" : ` else ${expressionToSql(node.otherwise, dialect)}`;
  return `(case ${branches.join(" ")}${otherwise} end)`;
}

function inSql(node: ExpressionOf<"in">, dialect: SqlDialect): string {
  const operand = expressionToSql(node.operand, dialect);
  const values = node.values.filter((value) => value !== null);
  if (values.length === 0) return `(case when ${operand} is not null then ${node.negated} end)`;
  const list = values.map((value) => literalSql(value, node.operand.type, dialect)).join(", ");
  return `(${operand} ${node.negated ? "not in" : "in"} (${list}))`;
}

function unarySql(node: ExpressionOf<"unary">, dialect: SqlDialect): string {
  return `(${node.operator} ${expressionToSql(node.operand, dialect)})`;
}

const writer: ExpressionVisitor<SqlDialect, string> = {
  column: (node, dialect) => dialect.identifier(node.name),
  literal: (node, dialect) => literalSql(node.value, node.type, dialect),
  unary: unarySql,
  binary: binarySql,
  call: callSql,
  case: caseSql,
  in: inSql,
  "is-null": (node, dialect) => `(${expressionToSql(node.operand, dialect)} is ${node.negated ? "not null" : "null"})`,
};

/**
 * The expression in one engine's SQL. Its columns are expected as {@link relationToSql} hands them on: numbers as
 * 64-bit floating point without NaN, texts, booleans, timestamps in UTC.
 * @throws InvalidInput `expression/unknown-function`, `expression/nul-in-text`, `expression/too-large`
 */
export function expressionToSql(expression: Expression, dialect: SqlDialect): string {
  const sql = visitExpression(expression, writer, dialect);
  if (sql.length <= longestSql) return sql;
  throw invalidInput(
    "expression/too-large",
    `An expression takes more than ${longestSql} characters of SQL, as functions such as round and log1p repeat what is inside them; split it into several`,
  );
}
