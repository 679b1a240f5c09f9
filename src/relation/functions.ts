import type { ValueType } from "#tabular";

/**
 * What an argument has to be. `same` arguments share one type (which the result may share); `literal-text` and
 * `literal-integer` are written out in the expression; `any` is every type.
 */
export type ParameterKind = ValueType | "same" | "any" | "literal-text" | "literal-integer";

/** One function that expressions can call. */
export interface FunctionDefinition {
  /** The arguments that have to be given. */
  readonly parameters: readonly ParameterKind[];
  /** Arguments that may follow. */
  readonly optional?: readonly ParameterKind[];
  /** The kind of any number of further arguments. */
  readonly rest?: ParameterKind;
  readonly result: ValueType | "same";
  /** One line for people. */
  readonly summary: string;
}

/** The name of a function of the expression language. */
export type FunctionName =
  | "abs"
  | "ceil"
  | "floor"
  | "round"
  | "sqrt"
  | "ln"
  | "log1p"
  | "exp"
  | "power"
  | "sign"
  | "greatest"
  | "least"
  | "coalesce"
  | "nullif"
  | "if"
  | "length"
  | "lower"
  | "upper"
  | "trim"
  | "concat"
  | "replace"
  | "contains"
  | "starts_with"
  | "year"
  | "month"
  | "day"
  | "day_of_week"
  | "hour"
  | "days_between"
  | "to_number"
  | "to_boolean"
  | "to_timestamp"
  | "to_text"
  | "level_code"
  | "equals_level";

/**
 * Every function of the expression language. A missing argument gives a missing result unless the summary says
 * otherwise; a result that is not a number (NaN) is missing, infinity is a number.
 */
export const functions: Readonly<Record<FunctionName, FunctionDefinition>> = {
  abs: { parameters: ["number"], result: "number", summary: "Absolute value." },
  ceil: { parameters: ["number"], result: "number", summary: "Smallest integer that is not less." },
  floor: { parameters: ["number"], result: "number", summary: "Largest integer that is not greater." },
  round: {
    parameters: ["number"],
    optional: ["literal-integer"],
    result: "number",
    summary: "Rounded to -15 … 15 decimal digits (default 0), halves away from zero; 2^53 and above stay as they are.",
  },
  sqrt: { parameters: ["number"], result: "number", summary: "Square root; missing below 0." },
  ln: { parameters: ["number"], result: "number", summary: "Natural logarithm; missing at 0 and below." },
  log1p: {
    parameters: ["number"],
    result: "number",
    summary: "ln(1 + x), exact for small x; missing at -1 and below.",
  },
  exp: { parameters: ["number"], result: "number", summary: "e to the power of x." },
  power: {
    parameters: ["number", "number"],
    result: "number",
    summary: "First to the power of second; missing for 0 to a negative, a negative to a fraction, ±1 to infinity.",
  },
  sign: { parameters: ["number"], result: "number", summary: "-1, 0 or 1." },
  greatest: {
    parameters: ["same", "same"],
    rest: "same",
    result: "same",
    summary: "Largest argument that is not missing (numbers, texts or timestamps).",
  },
  least: {
    parameters: ["same", "same"],
    rest: "same",
    result: "same",
    summary: "Smallest argument that is not missing (numbers, texts or timestamps).",
  },
  coalesce: {
    parameters: ["same", "same"],
    rest: "same",
    result: "same",
    summary: "First argument that is not missing.",
  },
  nullif: {
    parameters: ["same", "same"],
    result: "same",
    summary: "First argument, missing when it equals the second.",
  },
  if: {
    parameters: ["boolean", "same", "same"],
    result: "same",
    summary: "Second argument when the first is true, otherwise (also when it is missing) the third.",
  },
  length: { parameters: ["text"], result: "number", summary: "Number of characters (Unicode code points)." },
  lower: { parameters: ["text"], result: "text", summary: "In small letters, character by character." },
  upper: { parameters: ["text"], result: "text", summary: "In capital letters, character by character." },
  trim: { parameters: ["text"], result: "text", summary: "Without blanks, tabs and line ends at both ends." },
  concat: { parameters: ["text", "text"], rest: "text", result: "text", summary: "Texts joined; the same as a || b." },
  replace: {
    parameters: ["text", "literal-text", "literal-text"],
    result: "text",
    summary: "Every occurrence of the second replaced by the third; an empty second changes nothing.",
  },
  contains: { parameters: ["text", "text"], result: "boolean", summary: "Whether the first has the second inside." },
  starts_with: {
    parameters: ["text", "text"],
    result: "boolean",
    summary: "Whether the first begins with the second.",
  },
  year: { parameters: ["timestamp"], result: "number", summary: "Calendar year in UTC." },
  month: { parameters: ["timestamp"], result: "number", summary: "Month in UTC, 1 … 12." },
  day: { parameters: ["timestamp"], result: "number", summary: "Day of the month in UTC, 1 … 31." },
  day_of_week: { parameters: ["timestamp"], result: "number", summary: "Day of the week in UTC, Monday 1 … Sunday 7." },
  hour: { parameters: ["timestamp"], result: "number", summary: "Hour in UTC, 0 … 23." },
  days_between: {
    parameters: ["timestamp", "timestamp"],
    result: "number",
    summary: "Days from the first to the second, with fraction; negative when the second is earlier.",
  },
  to_number: {
    parameters: ["any"],
    result: "number",
    summary: "A text such as 12, -1.5 or 2e3, a boolean as 0/1, a timestamp in ms; missing when not a finite number.",
  },
  to_boolean: {
    parameters: ["any"],
    result: "boolean",
    summary: "true/t/yes/y/1 and false/f/no/n/0 in any case, or the numbers 1 and 0; missing otherwise.",
  },
  to_timestamp: {
    parameters: ["any"],
    optional: ["literal-text"],
    result: "timestamp",
    summary:
      "A text such as 2024-01-31 or 2024-01-31T10:00:00Z, in the order of the second argument, or a number of ms.",
  },
  to_text: {
    parameters: ["any"],
    result: "text",
    summary: "A boolean as true/false, an integer below 2^53 in digits; fractions and timestamps are missing.",
  },
  level_code: {
    parameters: ["text", "literal-text"],
    rest: "literal-text",
    result: "number",
    summary:
      "Position 0, 1, 2, … of the text among the levels that follow (each counts once); missing when it is none of them.",
  },
  equals_level: {
    parameters: ["text", "literal-text"],
    result: "number",
    summary: "1 when the text is that level, otherwise (also when it is missing) 0.",
  },
};

/** Whether `name` is a function of the expression language. */
export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(functions, name);
}

/** The name of an order of day, month and year that `to_timestamp` can read. */
export type DateOrder =
  | "YYYY-MM-DD"
  | "YYYY/MM/DD"
  | "YYYYMMDD"
  | "DD/MM/YYYY"
  | "MM/DD/YYYY"
  | "DD.MM.YYYY"
  | "DD-MM-YYYY";

/** How a date starts a text: a pattern that every engine reads alike, and which of its groups is which part. */
export interface DatePattern {
  readonly pattern: string;
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Orders of day, month and year that `to_timestamp` can read, beside the default `YYYY-MM-DD`. */
export const dateOrders: Readonly<Record<DateOrder, DatePattern>> = {
  "YYYY-MM-DD": { pattern: "^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", year: 1, month: 2, day: 3 },
  "YYYY/MM/DD": { pattern: "^([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})", year: 1, month: 2, day: 3 },
  YYYYMMDD: { pattern: "^([0-9]{4})([0-9]{2})([0-9]{2})", year: 1, month: 2, day: 3 },
  "DD/MM/YYYY": { pattern: "^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", year: 3, month: 2, day: 1 },
  "MM/DD/YYYY": { pattern: "^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", year: 3, month: 1, day: 2 },
  "DD.MM.YYYY": { pattern: "^([0-9]{1,2})\\.([0-9]{1,2})\\.([0-9]{4})", year: 3, month: 2, day: 1 },
  "DD-MM-YYYY": { pattern: "^([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})", year: 3, month: 2, day: 1 },
};

/** Characters that `trim` removes and that may stand around a number or a date. */
export const blankCharacters = " \t\n\u000b\f\r";
