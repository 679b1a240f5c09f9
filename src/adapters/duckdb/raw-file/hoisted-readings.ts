import { duckdbDialect, type Expression, expressionToSql } from "#relation";
import { quoteIdentifier } from "../quoting.js";

/** Conversions of a column that were taken out of conditions: SQL of each by the name that stands for it. */
export type Readings = ReadonlyMap<string, string>;

const conversions: ReadonlySet<string> = new Set(["to_number", "to_timestamp", "to_boolean"]);

type NodeOf<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

function hoistCall(call: NodeOf<"call">, found: Map<string, string>): Expression {
  const [operand] = call.arguments;
  if (!conversions.has(call.name) || operand?.kind !== "column") {
    return { ...call, arguments: call.arguments.map((argument) => hoist(argument, found)) };
  }
  const sql = expressionToSql(call, duckdbDialect);
  const name = `reading ${sql}`;
  found.set(name, sql);
  return { kind: "column", name, type: call.type };
}

function hoistCase(node: NodeOf<"case">, found: Map<string, string>): Expression {
  const branches = node.branches.map(({ when, result }) => ({
    when: hoist(when, found),
    result: hoist(result, found),
  }));
  return { ...node, branches, otherwise: node.otherwise === null ? null : hoist(node.otherwise, found) };
}

function hoist(node: Expression, found: Map<string, string>): Expression {
  switch (node.kind) {
    case "column":
    case "literal":
      break;
    case "call":
      return hoistCall(node, found);
    case "case":
      return hoistCase(node, found);
    case "binary":
      return { ...node, left: hoist(node.left, found), right: hoist(node.right, found) };
    case "unary":
    case "in":
    case "is-null":
      return { ...node, operand: hoist(node.operand, found) };
  }
  return node;
}

/**
 * The condition with every conversion of a column replaced by a column of its own, so that a text which several
 * conditions ask about is converted once. DuckDB does not find this by itself.
 * @param found gains the conversions that were replaced
 * @returns SQL of the condition
 */
export function hoistedSql(condition: Expression, found: Map<string, string>): string {
  return expressionToSql(hoist(condition, found), duckdbDialect);
}

/** The readings as further columns of a SELECT, each after a comma. */
export function readingsSql(readings: Readings): string {
  return [...readings].map(([name, sql]) => `, ${sql} AS ${quoteIdentifier(name)}`).join("");
}
