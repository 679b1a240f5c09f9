import { plural } from "#kernel";
import { readTime, type ValueType } from "#tabular";
import type { BinaryOperator, Expression, LiteralValue } from "../expression.js";
import {
  type DateOrder,
  dateOrders,
  type FunctionDefinition,
  type FunctionName,
  functions,
  type ParameterKind,
} from "../functions.js";

/** Ends with an error about the expression that is being typed; `code` is `expression/type` unless given. */
export type Fail = (problem: string, code?: string) => never;

const isNull = (expression: Expression): boolean => expression.kind === "literal" && expression.value === null;

/** The expression as one of that type, when a missing literal or a date in quotes allows it. */
function withType(expression: Expression, type: ValueType): Expression | undefined {
  if (expression.type === type) return expression;
  if (expression.kind !== "literal") return undefined;
  if (expression.value === null) return { kind: "literal", value: null, type };
  if (type !== "timestamp" || typeof expression.value !== "string") return undefined;
  const value = readTime(expression.value, "YYYY-MM-DD");
  return value === null ? undefined : { kind: "literal", value, type };
}

function commonType(expressions: readonly Expression[]): ValueType {
  const types = expressions.filter((expression) => !isNull(expression)).map((expression) => expression.type);
  return types.includes("timestamp") ? "timestamp" : (types[0] ?? "number");
}

/** All expressions as one type, which is returned with them. */
function unified(expressions: readonly Expression[], what: string, fail: Fail): readonly Expression[] {
  const type = commonType(expressions);
  return expressions.map(
    (expression) =>
      withType(expression, type) ??
      fail(
        `${what} need values of one type, here are ${type} and ${expression.type}${unreadableDate(expression, type)}`,
      ),
  );
}

function unreadableDate(expression: Expression, type: ValueType): string {
  const isDateText = type === "timestamp" && expression.kind === "literal" && typeof expression.value === "string";
  return isDateText ? `; write dates as '2024-01-31' or '2024-01-31T10:00:00Z'` : "";
}

function expected(expression: Expression, type: ValueType, what: string, fail: Fail): Expression {
  return withType(expression, type) ?? fail(`${what} needs a ${type}, here is a ${expression.type}`);
}

const arithmetic = new Set<BinaryOperator>(["+", "-", "*", "/", "%"]);
const logic = new Set<BinaryOperator>(["and", "or"]);
const ordering = new Set<BinaryOperator>(["<", "<=", ">", ">="]);

function operandTypeOf(operator: BinaryOperator): ValueType | undefined {
  if (arithmetic.has(operator)) return "number";
  if (logic.has(operator)) return "boolean";
  return operator === "||" ? "text" : undefined;
}

/** An operation between two values, checked. */
export function typedBinary(operator: BinaryOperator, left: Expression, right: Expression, fail: Fail): Expression {
  const type = operandTypeOf(operator);
  if (type !== undefined) {
    const sides = [left, right].map((side) => expected(side, type, `"${operator}"`, fail));
    return { kind: "binary", operator, left: sides[0]!, right: sides[1]!, type };
  }
  const [first, second] = unified([left, right], `Both sides of "${operator}"`, fail);
  if (ordering.has(operator) && first!.type === "boolean") fail(`"${operator}" cannot order booleans`);
  return { kind: "binary", operator, left: first!, right: second!, type: "boolean" };
}

/** A negated number or condition, checked. */
export function typedUnary(operator: "-" | "not", operand: Expression, fail: Fail): Expression {
  const type = operator === "-" ? "number" : "boolean";
  return { kind: "unary", operator, operand: expected(operand, type, `"${operator}"`, fail), type };
}

/** A choice between branches, checked. */
export function typedCase(
  branches: readonly { readonly when: Expression; readonly result: Expression }[],
  otherwise: Expression | null,
  fail: Fail,
): Expression {
  const results = [...branches.map((branch) => branch.result), ...(otherwise === null ? [] : [otherwise])];
  const values = unified(results, "The results of case", fail);
  return {
    kind: "case",
    branches: branches.map((branch, index) => ({
      when: expected(branch.when, "boolean", `"when"`, fail),
      result: values[index]!,
    })),
    otherwise: otherwise === null ? null : values[branches.length]!,
    type: values[0]!.type,
  };
}

/** Membership in a list of literals, checked. */
export function typedIn(operand: Expression, items: readonly Expression[], negated: boolean, fail: Fail): Expression {
  const [first, ...literals] = unified([operand, ...items], `"in"`, fail);
  const values = literals.map((item) => literalValue(item, fail));
  return { kind: "in", operand: first!, values, negated, type: "boolean" };
}

function literalValue(item: Expression, fail: Fail): Exclude<LiteralValue, null> {
  if (item.kind !== "literal") return fail(`"in" lists only literals such as 1 or 'text'`);
  return item.value ?? fail(`"in" cannot list null; write is null`);
}

function kindsOf(definition: FunctionDefinition, count: number): readonly ParameterKind[] | undefined {
  const { parameters, optional = [], rest } = definition;
  if (count < parameters.length) return undefined;
  const named = [...parameters, ...optional].slice(0, count);
  if (count === named.length) return named;
  return rest === undefined ? undefined : [...named, ...Array<ParameterKind>(count - named.length).fill(rest)];
}

function countsOf({ parameters, optional = [], rest }: FunctionDefinition): string {
  const least = parameters.length;
  if (rest !== undefined) return `${least} or more arguments`;
  if (optional.length > 0) return `${least} or ${least + optional.length} arguments`;
  return plural(least, "argument");
}

function literalArgument(argument: Expression, kind: ParameterKind, name: string, fail: Fail): Expression {
  const value = argument.kind === "literal" ? argument.value : undefined;
  const isRight = kind === "literal-text" ? typeof value === "string" : Number.isInteger(value);
  if (isRight && argument.type !== "timestamp") return argument;
  return fail(
    `${name} needs ${kind === "literal-text" ? "a text in quotes" : "a whole number"} here`,
    "expression/arguments",
  );
}

function checkedArguments(name: FunctionName, given: readonly Expression[], fail: Fail): readonly Expression[] {
  const definition: FunctionDefinition = functions[name];
  const kinds = kindsOf(definition, given.length);
  if (kinds === undefined) {
    return fail(`${name} takes ${countsOf(definition)}, here are ${given.length}`, "expression/arguments");
  }
  const alike = unified(
    given.filter((_, index) => kinds[index] === "same"),
    `The arguments of ${name}`,
    fail,
  )[Symbol.iterator]();
  return given.map((argument, index) => {
    const kind = kinds[index]!;
    if (kind === "same") return alike.next().value!;
    if (kind === "any") return argument;
    if (kind === "literal-text" || kind === "literal-integer") return literalArgument(argument, kind, name, fail);
    return expected(argument, kind, name, fail);
  });
}

function checkOrdered(name: FunctionName, type: ValueType, fail: Fail): void {
  if ((name === "greatest" || name === "least") && type === "boolean") fail(`${name} cannot order booleans`);
}

function checkLiterals(name: FunctionName, given: readonly Expression[], fail: Fail): void {
  const second = given[1]?.kind === "literal" ? given[1].value : undefined;
  if (name === "round" && second !== undefined && Math.abs(Number(second)) > 15) {
    fail("round keeps -15 … 15 digits", "expression/arguments");
  }
  if (name === "to_timestamp" && second !== undefined && !Object.hasOwn(dateOrders, String(second))) {
    fail(`to_timestamp reads ${Object.keys(dateOrders).join(", ")}`, "expression/arguments");
  }
}

/** A call of a function of the expression language, checked. */
export function typedCall(name: FunctionName, given: readonly Expression[], fail: Fail): Expression {
  const checked = checkedArguments(name, given, fail);
  checkLiterals(name, checked, fail);
  const { result }: FunctionDefinition = functions[name];
  const type = result === "same" ? checked.at(-1)!.type : result;
  checkOrdered(name, type, fail);
  return { kind: "call", name, arguments: checked, type };
}

/** The order of date parts that a call of `to_timestamp` names. */
export function dateOrderOf(call: Extract<Expression, { kind: "call" }>): DateOrder {
  const second = call.arguments[1];
  return second?.kind === "literal" ? (second.value as DateOrder) : "YYYY-MM-DD";
}
