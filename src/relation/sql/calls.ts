import { type DatePattern, dateOrders, type FunctionName } from "../functions.js";
import { dateOrderOf } from "../parse/typing.js";
import type { Call, CallTemplate, SqlDialect } from "./dialect.js";

const exactIntegers = 2 ** 53;
const largestTimeMs = 8.64e15;

const native =
  (name: string): CallTemplate =>
  (given) =>
    `${name}(${given.join(", ")})`;

const asNumber =
  (name: string): CallTemplate =>
  ([operand], _, dialect) =>
    `cast(${name}(${operand}) as ${dialect.types.number})`;

/** `condition ? value : null` */
const when = (condition: string, value: string): string => `(case when ${condition} then ${value} end)`;

/** The number, missing when it is NaN. */
export function withoutNaN(sql: string, dialect: SqlDialect): string {
  return `nullif(${sql}, ${dialect.number(Number.NaN)})`;
}

const literalAt = (call: Call, index: number): string => {
  const argument = call.arguments[index];
  return argument?.kind === "literal" ? String(argument.value) : "";
};

const round: CallTemplate = ([operand], call, dialect) => {
  const digits = Number(literalAt(call, 1));
  const scale = dialect.number(Number(`1e${Math.abs(digits)}`));
  const [before, after] = digits < 0 ? ["/", "*"] : ["*", "/"];
  const rounded = digits === 0 ? `round(${operand})` : `round(${operand} ${before} ${scale}) ${after} ${scale}`;
  return `(case when abs(${operand}) < ${dialect.number(exactIntegers)} then ${rounded} else ${operand} end)`;
};

const power: CallTemplate = ([base, exponent], _, dialect) => {
  const zero = dialect.number(0);
  const undefinedAt = `(${base} = ${zero} and ${exponent} < ${zero}) or (abs(${base}) = ${dialect.number(1)} and abs(${exponent}) = ${dialect.number(Number.POSITIVE_INFINITY)})`;
  return `(case when not (${undefinedAt}) then ${withoutNaN(`power(${base}, ${exponent})`, dialect)} end)`;
};

/** Truth from a text, which is written more than once. */
const booleanOfText = (operand: string, dialect: SqlDialect): string => {
  const spelled = `lower(${dialect.trim(operand)})`;
  const list = (texts: readonly string[]): string => texts.map((text) => dialect.text(text)).join(", ");
  const trueTexts = list(["true", "t", "yes", "y", "1"]);
  return `(case when ${spelled} in (${trueTexts}) then true when ${spelled} in (${list(["false", "f", "no", "n", "0"])}) then false end)`;
};

const toBoolean: CallTemplate = ([operand], call, dialect) => {
  const type = call.arguments[0]!.type;
  if (type === "boolean") return operand!;
  if (type === "text") return booleanOfText(operand!, dialect);
  if (type === "timestamp") return `cast(null as ${dialect.types.boolean})`;
  return `(case ${operand} when ${dialect.number(1)} then true when ${dialect.number(0)} then false end)`;
};

const toNumber: CallTemplate = (given, call, dialect) => {
  const type = call.arguments[0]!.type;
  if (type === "text") return dialect.numberFromText(given[0]!);
  if (type === "number") return given[0]!;
  const whole = type === "timestamp" ? dialect.msFromTimestamp(given[0]!) : given[0]!;
  return `cast(${whole} as ${dialect.types.number})`;
};

const timeOfDay =
  "([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])?)?)?$";

/** The pattern that a text with a date in that order, and maybe a time, fits. */
export function momentPattern(order: DatePattern): string {
  return order.pattern + timeOfDay;
}

/** The replacement that puts a date's parts into the order year, month, day; `mark` starts a group's number. */
export function isoReplacement({ year, month, day }: DatePattern, mark: string): string {
  return `${mark}${year}-${mark}${month}-${mark}${day}`;
}

const toTimestamp: CallTemplate = (given, call, dialect) => {
  const operand = given[0]!;
  const type = call.arguments[0]!.type;
  if (type === "timestamp") return operand;
  if (type === "text") return dialect.timestampFromText(operand, dateOrders[dateOrderOf(call)]);
  if (type === "boolean") return `cast(null as ${dialect.types.timestamp})`;
  const ms = dialect.timestampFromMs(`cast(floor(${operand}) as ${dialect.wholeNumber})`);
  return when(`abs(${operand}) <= ${dialect.number(largestTimeMs)}`, ms);
};

const toText: CallTemplate = ([operand], call, dialect) => {
  const type = call.arguments[0]!.type;
  if (type === "text") return operand!;
  if (type === "boolean") return `cast(${operand} as ${dialect.types.text})`;
  if (type === "timestamp") return `cast(null as ${dialect.types.text})`;
  const digits = `cast(cast(${operand} as ${dialect.wholeNumber}) as ${dialect.types.text})`;
  return when(`abs(${operand}) < ${dialect.number(exactIntegers)} and floor(${operand}) = ${operand}`, digits);
};

/** The SQL of a call's second and further arguments, each once. */
export function levelsOf(given: readonly string[]): readonly string[] {
  return [...new Set(given.slice(1))];
}

const levelCode: CallTemplate = (given, _, dialect) => {
  const levels = levelsOf(given);
  const branches = levels.map((level, code) => `when ${level} then ${dialect.number(code)}`);
  return `(case ${given[0]} ${branches.join(" ")} end)`;
};

/** How each function is written in SQL, where a dialect does not say otherwise. */
export const sharedCalls: Readonly<Record<FunctionName, CallTemplate>> = {
  abs: native("abs"),
  ceil: native("ceil"),
  floor: native("floor"),
  round,
  sqrt: ([operand], _, dialect) => when(`${operand} >= ${dialect.number(0)}`, `sqrt(${operand})`),
  ln: ([operand], _, dialect) => when(`${operand} > ${dialect.number(0)}`, `ln(${operand})`),
  log1p: ([operand], _, dialect) => when(`${operand} > ${dialect.number(-1)}`, `log1p(${operand})`),
  exp: native("exp"),
  power,
  sign: asNumber("sign"),
  greatest: native("greatest"),
  least: native("least"),
  coalesce: native("coalesce"),
  nullif: native("nullif"),
  if: ([condition, yes, no]) => `(case when ${condition} then ${yes} else ${no} end)`,
  length: asNumber("length"),
  lower: native("lower"),
  upper: native("upper"),
  trim: ([operand], _, dialect) => dialect.trim(operand!),
  concat: (given) => `(${given.join(" || ")})`,
  replace: native("replace"),
  contains: native("contains"),
  starts_with: native("starts_with"),
  year: asNumber("year"),
  month: asNumber("month"),
  day: asNumber("day"),
  day_of_week: asNumber("isodow"),
  hour: asNumber("hour"),
  days_between: ([earlier, later], _, dialect) => {
    const difference = `${dialect.msFromTimestamp(later!)} - ${dialect.msFromTimestamp(earlier!)}`;
    return `(cast(${difference} as ${dialect.types.number}) / ${dialect.number(86_400_000)})`;
  },
  to_number: toNumber,
  to_boolean: toBoolean,
  to_timestamp: toTimestamp,
  to_text: toText,
  level_code: levelCode,
  equals_level: ([operand, level], _, dialect) =>
    `(case when ${operand} = ${level} then ${dialect.number(1)} else ${dialect.number(0)} end)`,
};
