import type { Row } from "#tabular";
import {
  type BinaryOperator,
  type Expression,
  type ExpressionOf,
  type ExpressionVisitor,
  visitExpression,
} from "../expression.js";
import { type FunctionName, isFunctionName } from "../functions.js";
import { invalidInput } from "#kernel";
import { type RowFunction, type Value, valueReaders } from "./column-value.js";
import { rowFunctions } from "./row-functions.js";
import { compareText } from "./text-order.js";

type Present = Exclude<Value, null>;

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
const order = (left: Present, right: Present): number => {
  if (typeof left === "string") return compareText(left, right as string);
  if (left === right) return 0;
  return left < right ? -1 : 1;
};

const valueOperators: Readonly<
  Record<Exclude<BinaryOperator, "and" | "or">, (left: Present, right: Present) => Value>
> = {
  "+": (left, right) => orNull(Number(left) + Number(right)),
  "-": (left, right) => orNull(Number(left) - Number(right)),
  "*": (left, right) => orNull(Number(left) * Number(right)),
  "/": (left, right) => (right === 0 ? null : orNull(Number(left) / Number(right))),
  "%": (left, right) => (right === 0 ? null : orNull(Number(left) % Number(right))),
  "||": (left, right) => `${left}${right}`,
  "=": (left, right) => left === right,
  "<>": (left, right) => left !== right,
  "<": (left, right) => order(left, right) < 0,
  "<=": (left, right) => order(left, right) <= 0,
  ">": (left, right) => order(left, right) > 0,
  ">=": (left, right) => order(left, right) >= 0,
};

/** `and` when `decisive` is false, `or` when it is true, with SQL's three values. */
function compileLogic(decisive: boolean, left: RowFunction, right: RowFunction): RowFunction {
  return (row) => {
    const first = left(row);
    if (first === decisive) return decisive;
    const second = right(row);
    if (second === decisive) return decisive;
    return first === null || second === null ? null : !decisive;
  };
}

function compileBinary(node: ExpressionOf<"binary">): RowFunction {
  const left = compileExpression(node.left);
  const right = compileExpression(node.right);
  if (node.operator === "and" || node.operator === "or") return compileLogic(node.operator === "or", left, right);
  const compute = valueOperators[node.operator];
  return (row) => {
    const first = left(row);
    if (first === null) return null;
    const second = right(row);
    return second === null ? null : compute(first, second);
  };
}

function compileUnary(node: ExpressionOf<"unary">): RowFunction {
  const operand = compileExpression(node.operand);
  const compute = node.operator === "-" ? (value: Present): Value => -Number(value) : (value: Present): Value => !value;
  return (row) => {
    const value = operand(row);
    return value === null ? null : compute(value);
  };
}

function compileCase(node: ExpressionOf<"case">): RowFunction {
  const branches = node.branches.map((branch) => ({
    when: compileExpression(branch.when),
    result: compileExpression(branch.result),
  }));
  const otherwise = node.otherwise === null ? (): Value => null : compileExpression(node.otherwise);
  return (row) => {
    for (const branch of branches) if (branch.when(row) === true) return branch.result(row);
    return otherwise(row);
  };
}

function compileIn(node: ExpressionOf<"in">): RowFunction {
  const operand = compileExpression(node.operand);
  const values = new Set<Value>(node.values);
  return (row) => {
    const value = operand(row);
    return value === null ? null : values.has(value) !== node.negated;
  };
}

function compileCall(node: ExpressionOf<"call">): RowFunction {
  return rowFunctions[knownFunction(node.name)](node.arguments.map(compileExpression), node);
}

/**
 * The name as a function of the expression language.
 * @throws InvalidInput `expression/unknown-function`, for trees that were not made by the parser
 */
export function knownFunction(name: string): FunctionName {
  if (isFunctionName(name)) return name;
  throw invalidInput("expression/unknown-function", `There is no function "${name}" in the expression language`);
}

function compileColumn(node: ExpressionOf<"column">): RowFunction {
  const read = valueReaders[node.type];
  return (row: Row) => read(row[node.name]);
}

function compileIsNull({ operand, negated }: ExpressionOf<"is-null">): RowFunction {
  const compiled = compileExpression(operand);
  return (row) => (compiled(row) === null) !== negated;
}

const compiler: ExpressionVisitor<undefined, RowFunction> = {
  column: compileColumn,
  literal:
    ({ value }) =>
    () =>
      value,
  unary: compileUnary,
  binary: compileBinary,
  call: compileCall,
  case: compileCase,
  in: compileIn,
  "is-null": compileIsNull,
};

/**
 * The expression as a function of one row, for single requests; closures only, nothing is evaluated from text.
 * @returns a function that gives a number (never NaN), text, boolean, epoch ms for a timestamp, or null for missing
 * @throws InvalidInput `expression/unknown-function`
 */
export function compileExpression(expression: Expression): RowFunction {
  return visitExpression(expression, compiler, undefined);
}
