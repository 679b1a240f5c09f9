import { invalidInput } from "#kernel";
import type { Expression } from "../expression.js";
import type { FunctionName } from "../functions.js";
import { type Fail, typedCall } from "./typing.js";

const fail: Fail = (problem, code = "expression/type") => {
  throw invalidInput(code, problem);
};

/**
 * A call made from trees instead of text, for cleaning and encoding.
 * @param given the arguments; level and digit arguments are literals
 * @throws InvalidInput `expression/type`, `expression/arguments`
 */
export function callExpression(name: FunctionName, given: readonly Expression[]): Expression {
  return typedCall(name, given, fail);
}
