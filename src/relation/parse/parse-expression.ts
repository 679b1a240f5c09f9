import { type Field, readTime } from "#tabular";
import type { BinaryOperator, Expression } from "../expression.js";
import { functions, isFunctionName } from "../functions.js";
import { expressionDepth } from "../walk.js";
import { namesHint, sourceError } from "./source-error.js";
import { type Token, tokensOf } from "./tokens.js";
import { type Fail, typedBinary, typedCall, typedCase, typedIn, typedUnary } from "./typing.js";

const longestText = 10_000;
const deepestTree = 100;
const deepestNesting = 250;

const power = { or: 1, and: 2, not: 3, comparison: 4, join: 5, sum: 6, product: 7, minus: 8 } as const;

const symbolPower: Readonly<Record<string, number>> = {
  "=": power.comparison,
  "<>": power.comparison,
  "!=": power.comparison,
  "<": power.comparison,
  "<=": power.comparison,
  ">": power.comparison,
  ">=": power.comparison,
  "||": power.join,
  "+": power.sum,
  "-": power.sum,
  "*": power.product,
  "/": power.product,
  "%": power.product,
};

const wordPower: Readonly<Record<string, number>> = {
  or: power.or,
  and: power.and,
  in: power.comparison,
  between: power.comparison,
  is: power.comparison,
  not: power.comparison,
  like: power.comparison,
};

const literalWords: Readonly<Record<string, Expression>> = {
  null: { kind: "literal", value: null, type: "number" },
  true: { kind: "literal", value: true, type: "boolean" },
  false: { kind: "literal", value: false, type: "boolean" },
};

const reserved = new Set("and or not in is null true false case when then else end between like".split(" "));

/** Whether a word means something in the language, so that a column of that name stands in double quotes. */
export function isReserved(word: string): boolean {
  return reserved.has(word.toLowerCase());
}

interface Cursor {
  readonly text: string;
  readonly fields: readonly Field[];
  readonly tokens: readonly Token[];
  position: number;
  nesting: number;
}

const peek = (cursor: Cursor): Token => cursor.tokens[cursor.position]!;
const failAt = (cursor: Cursor, token: Token): Fail => {
  return (problem, code = "expression/type") => {
    throw sourceError(code, problem, cursor.text, token.offset);
  };
};

function next(cursor: Cursor): Token {
  const token = peek(cursor);
  if (token.kind !== "end") cursor.position += 1;
  return token;
}

const isWord = (token: Token, wanted: string): boolean => token.kind === "word" && token.text.toLowerCase() === wanted;
const isSymbol = (token: Token, wanted: string): boolean => token.kind === "symbol" && token.text === wanted;

function take(cursor: Cursor, wanted: string): boolean {
  const token = peek(cursor);
  if (!isWord(token, wanted) && !isSymbol(token, wanted)) return false;
  cursor.position += 1;
  return true;
}

const shown = (token: Token): string => (token.kind === "end" ? "the end" : `"${token.text.slice(0, 40)}"`);

function require(cursor: Cursor, wanted: string): void {
  if (take(cursor, wanted)) return;
  const token = peek(cursor);
  const hint = isSymbol(token, "=") ? "; equality is a single =" : "";
  failAt(cursor, token)(`Expected ${wanted} but found ${shown(token)}${hint}`, "expression/syntax");
}

function listOf(cursor: Cursor): Expression[] {
  const items: Expression[] = [];
  if (take(cursor, ")")) return items;
  do items.push(parseUpTo(cursor, 0));
  while (take(cursor, ","));
  require(cursor, ")");
  return items;
}

function parseColumn(cursor: Cursor, token: Token): Expression {
  const field = cursor.fields.find((field) => field.name === token.text);
  if (field !== undefined) return { kind: "column", name: field.name, type: field.type };
  const names = cursor.fields.map((field) => field.name);
  const hint = namesHint(token.text, names);
  return failAt(cursor, token)(`There is no column "${token.text}".${hint}`, "expression/unknown-column");
}

function parseCall(cursor: Cursor, token: Token): Expression {
  const name = token.text.toLowerCase();
  cursor.position += 1;
  if (!isFunctionName(name)) {
    const hint = namesHint(name, Object.keys(functions));
    return failAt(cursor, token)(`There is no function "${token.text}".${hint}`, "expression/unknown-function");
  }
  return typedCall(name, listOf(cursor), failAt(cursor, token));
}

function parseCase(cursor: Cursor, token: Token): Expression {
  const fail = failAt(cursor, token);
  const subject = isWord(peek(cursor), "when") ? undefined : parseUpTo(cursor, 0);
  const branches: { when: Expression; result: Expression }[] = [];
  while (take(cursor, "when")) {
    const condition = parseUpTo(cursor, 0);
    require(cursor, "then");
    const when = subject === undefined ? condition : typedBinary("=", subject, condition, fail);
    branches.push({ when, result: parseUpTo(cursor, 0) });
  }
  if (branches.length === 0) require(cursor, "when");
  const otherwise = take(cursor, "else") ? parseUpTo(cursor, 0) : null;
  require(cursor, "end");
  return typedCase(branches, otherwise, fail);
}

function parseDate(cursor: Cursor): Expression {
  const token = next(cursor);
  const value = readTime(token.text, "YYYY-MM-DD");
  if (value !== null) return { kind: "literal", value, type: "timestamp" };
  return failAt(cursor, token)(`'${token.text}' is not a date; write '2024-01-31' or '2024-01-31T10:00:00Z'`);
}

function parseWord(cursor: Cursor, token: Token): Expression {
  const word = token.text.toLowerCase();
  const following = peek(cursor);
  if (word === "case") return parseCase(cursor, token);
  if (word === "not") return typedUnary("not", parseUpTo(cursor, power.not), failAt(cursor, token));
  if (Object.hasOwn(literalWords, word)) return literalWords[word]!;
  if (reserved.has(word))
    return failAt(cursor, token)(`A value is missing before ${shown(token)}`, "expression/syntax");
  if (isSymbol(following, "(")) return parseCall(cursor, token);
  if ((word === "timestamp" || word === "date") && following.kind === "text") return parseDate(cursor);
  return parseColumn(cursor, token);
}

function parseNumber(cursor: Cursor, token: Token, negative: boolean): Expression {
  const value = Number(token.text);
  if (!Number.isFinite(value))
    failAt(cursor, token)("The number is too large; write at most 1.7e308", "expression/syntax");
  return { kind: "literal", value: negative ? -value : value, type: "number" };
}

function parseMinus(cursor: Cursor, token: Token): Expression {
  if (peek(cursor).kind === "number") return parseNumber(cursor, next(cursor), true);
  return typedUnary("-", parseUpTo(cursor, power.minus), failAt(cursor, token));
}

function parseSymbol(cursor: Cursor, token: Token): Expression {
  if (token.text === "-") return parseMinus(cursor, token);
  if (token.text === "+") return parseUpTo(cursor, power.minus);
  if (token.text !== "(") {
    return failAt(cursor, token)(`A value is missing before ${shown(token)}`, "expression/syntax");
  }
  const inner = parseUpTo(cursor, 0);
  require(cursor, ")");
  return inner;
}

function parsePrimary(cursor: Cursor): Expression {
  const token = next(cursor);
  if (token.kind === "word") return parseWord(cursor, token);
  if (token.kind === "quoted-name") return parseColumn(cursor, token);
  if (token.kind === "number") return parseNumber(cursor, token, false);
  if (token.kind === "text") return { kind: "literal", value: token.text, type: "text" };
  if (token.kind === "symbol") return parseSymbol(cursor, token);
  return failAt(cursor, token)("A value is missing at the end", "expression/syntax");
}

function parseBetween(cursor: Cursor, operand: Expression, token: Token): Expression {
  const fail = failAt(cursor, token);
  const low = parseUpTo(cursor, power.comparison);
  require(cursor, "and");
  const high = parseUpTo(cursor, power.comparison);
  return typedBinary("and", typedBinary(">=", operand, low, fail), typedBinary("<=", operand, high, fail), fail);
}

function parseMembership(cursor: Cursor, operand: Expression, negated: boolean): Expression {
  const token = next(cursor);
  if (isWord(token, "in")) {
    require(cursor, "(");
    const items = listOf(cursor);
    const fail = failAt(cursor, token);
    return items.length === 0 ? fail(`"in" needs at least one value`) : typedIn(operand, items, negated, fail);
  }
  if (isWord(token, "between")) {
    const range = parseBetween(cursor, operand, token);
    return negated ? typedUnary("not", range, failAt(cursor, token)) : range;
  }
  const advice = isWord(token, "like") ? "like is not supported; write contains(a, 'b') or starts_with(a, 'b')" : "";
  return failAt(cursor, token)(advice || `Expected in or between but found ${shown(token)}`, "expression/syntax");
}

function parseIsNull(cursor: Cursor, operand: Expression): Expression {
  const negated = take(cursor, "not");
  require(cursor, "null");
  return { kind: "is-null", operand, negated, type: "boolean" };
}

function parseInfix(cursor: Cursor, left: Expression, rightPower: number): Expression {
  const token = peek(cursor);
  if (isWord(token, "in") || isWord(token, "between") || isWord(token, "like"))
    return parseMembership(cursor, left, false);
  cursor.position += 1;
  if (isWord(token, "not")) return parseMembership(cursor, left, true);
  if (isWord(token, "is")) return parseIsNull(cursor, left);
  if (isSymbol(token, "=") && isSymbol(peek(cursor), "=")) {
    failAt(cursor, token)(`"==" cannot be used here; equality is a single =`, "expression/syntax");
  }
  const operator = token.text === "!=" ? "<>" : (token.text.toLowerCase() as BinaryOperator);
  return typedBinary(operator, left, parseUpTo(cursor, rightPower), failAt(cursor, token));
}

function infixPower(token: Token): number {
  if (token.kind === "symbol") return symbolPower[token.text] ?? 0;
  if (token.kind !== "word") return 0;
  const word = token.text.toLowerCase();
  return Object.hasOwn(wordPower, word) ? wordPower[word]! : 0;
}

function parseUpTo(cursor: Cursor, leftPower: number): Expression {
  cursor.nesting += 1;
  if (cursor.nesting > deepestNesting) {
    failAt(cursor, peek(cursor))(`Nested deeper than ${deepestNesting} levels; simplify`, "expression/too-deep");
  }
  let left = parsePrimary(cursor);
  for (let strength = infixPower(peek(cursor)); strength > leftPower; strength = infixPower(peek(cursor))) {
    left = parseInfix(cursor, left, strength);
  }
  cursor.nesting -= 1;
  return left;
}

/**
 * Reads an expression as users write it, such as `TotalCharges / greatest(tenure, 1)`: SQL operators and words, the
 * functions of the function table, column names as they are (in double quotes when they hold blanks).
 * @param text at most 10,000 characters
 * @param fields the columns the expression may use; names are matched exactly
 * @returns the typed tree, at most 100 levels deep
 * @throws InvalidInput `expression/syntax`, `expression/type`, `expression/arguments`, `expression/unknown-column`,
 *   `expression/unknown-function`, `expression/too-long`, `expression/too-deep`; the message shows the place
 */
export function parseExpression(text: string, fields: readonly Field[]): Expression {
  if (text.length > longestText) {
    throw sourceError("expression/too-long", `Longer than ${longestText} characters; split it`, text, longestText);
  }
  const cursor: Cursor = { text, fields, tokens: tokensOf(text), position: 0, nesting: 0 };
  const expression = parseUpTo(cursor, 0);
  const rest = peek(cursor);
  if (rest.kind !== "end") {
    failAt(cursor, rest)(`${shown(rest)} is left over; an operator is missing before it`, "expression/syntax");
  }
  if (expressionDepth(expression) > deepestTree) {
    throw sourceError("expression/too-deep", `Deeper than ${deepestTree} levels; split it`, text, 0);
  }
  return expression;
}
