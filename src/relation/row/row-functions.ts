import { readBoolean, readNumber, readTime } from "#tabular";
import type { Expression } from "../expression.js";
import type { FunctionName } from "../functions.js";
import { dateOrderOf } from "../parse/typing.js";
import type { RowFunction, Value } from "./column-value.js";
import { lowerText, roundHalfAway, trimText, upperText } from "./exact.js";
import { compareText } from "./text-order.js";

type Call = Extract<Expression, { kind: "call" }>;
type Compile = (given: readonly RowFunction[], call: Call) => RowFunction;

const largestTimeMs = 8.64e15;
const dayMs = 86_400_000;

const withoutNaN = (value: Value): Value => (typeof value === "number" && Number.isNaN(value) ? null : value);

function ofOne<Input extends Exclude<Value, null>>(compute: (value: Input) => Value | Input): Compile {
  return ([operand]) =>
    (row) => {
      const value = operand!(row);
      return value === null ? null : withoutNaN(compute(value as Input));
    };
}

function ofTwo<Input extends Exclude<Value, null>>(compute: (left: Input, right: Input) => Value): Compile {
  return ([left, right]) =>
    (row) => {
      const first = left!(row);
      if (first === null) return null;
      const second = right!(row);
      return second === null ? null : withoutNaN(compute(first as Input, second as Input));
    };
}

function ofDate(compute: (date: Date) => number): Compile {
  return ofOne<number>((value) => compute(new Date(value)));
}

function isGreater(left: Exclude<Value, null>, right: Exclude<Value, null>): boolean {
  return typeof left === "string" ? compareText(left, right as string) > 0 : left > right;
}

function bestOf(isBetter: (candidate: Exclude<Value, null>, best: Exclude<Value, null>) => boolean): Compile {
  return (given) => (row) => {
    let best: Value = null;
    for (const operand of given) {
      const value = operand(row);
      if (value !== null && (best === null || isBetter(value, best))) best = value;
    }
    return best;
  };
}

const coalesce: Compile = (given) => (row) => {
  for (const operand of given) {
    const value = operand(row);
    if (value !== null) return value;
  }
  return null;
};

const choose: Compile =
  ([condition, yes, no]) =>
  (row) =>
    condition!(row) === true ? yes!(row) : no!(row);

const nullIf: Compile =
  ([first, second]) =>
  (row) => {
    const value = first!(row);
    return value === second!(row) ? null : value;
  };

const concat: Compile = (given) => (row) => {
  let joined = "";
  for (const operand of given) {
    const value = operand(row);
    if (value === null) return null;
    joined += String(value);
  }
  return joined;
};

const replaceAll: Compile = (given, call) => {
  const [from, to] = [literalOf(call, 1) as string, literalOf(call, 2) as string];
  return ofOne<string>((text) => (from === "" ? text : text.replaceAll(from, () => to)))(given, call);
};

function powerOf(base: number, exponent: number): Value {
  if (base === 0 && exponent < 0) return null;
  return base ** exponent;
}

const literalOf = (call: Call, index: number): Value | undefined => {
  const argument = call.arguments[index];
  return argument?.kind === "literal" ? argument.value : undefined;
};

const round: Compile = (given, call) => {
  const digits = Number(literalOf(call, 1) ?? 0);
  return ofOne<number>((value) => roundHalfAway(value, digits))(given, call);
};

const levelCode: Compile = (given, call) => {
  const levels = call.arguments.slice(1).map((_, index) => literalOf(call, index + 1) as string);
  const codes = new Map<Value, number>();
  for (const level of levels) if (!codes.has(level)) codes.set(level, codes.size);
  return (row) => codes.get(given[0]!(row)) ?? null;
};

const equalsLevel: Compile = (given, call) => {
  const level = literalOf(call, 1);
  return (row) => (given[0]!(row) === level ? 1 : 0);
};

const toNumber = ofOne<Exclude<Value, null>>((value) =>
  typeof value === "string" ? readNumber(value) : Number(value),
);

const toBoolean = ofOne<Exclude<Value, null>>((value) => {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return readBoolean(value);
  return value === 1 || value === 0 ? value === 1 : null;
});

const toTimestamp: Compile = (given, call) => {
  const order = dateOrderOf(call);
  return ofOne<Exclude<Value, null>>((value) => {
    if (typeof value === "string") return readTime(value, order);
    return typeof value === "number" && Math.abs(value) <= largestTimeMs ? Math.floor(value) : null;
  })(given, call);
};

const textOfInteger = (value: number): Value => (Number.isSafeInteger(value) ? String(value) : null);

const toText: Compile = (given, call) => {
  if (call.arguments[0]!.type === "timestamp") return () => null;
  return ofOne<Exclude<Value, null>>((value) => (typeof value === "number" ? textOfInteger(value) : String(value)))(
    given,
    call,
  );
};

/** The functions of the expression language on one row. */
export const rowFunctions: Readonly<Record<FunctionName, Compile>> = {
  abs: ofOne<number>(Math.abs),
  ceil: ofOne<number>(Math.ceil),
  floor: ofOne<number>(Math.floor),
  round,
  sqrt: ofOne<number>(Math.sqrt),
  ln: ofOne<number>((value) => (value > 0 ? Math.log(value) : null)),
  log1p: ofOne<number>((value) => (value > -1 ? Math.log1p(value) : null)),
  exp: ofOne<number>(Math.exp),
  power: ofTwo<number>(powerOf),
  sign: ofOne<number>(Math.sign),
  greatest: bestOf(isGreater),
  least: bestOf((candidate, best) => isGreater(best, candidate)),
  coalesce,
  nullif: nullIf,
  if: choose,
  length: ofOne<string>((text) => Array.from(text).length),
  lower: ofOne<string>(lowerText),
  upper: ofOne<string>(upperText),
  trim: ofOne<string>(trimText),
  concat,
  replace: replaceAll,
  contains: ofTwo<string>((text, part) => text.includes(part)),
  starts_with: ofTwo<string>((text, start) => text.startsWith(start)),
  year: ofDate((date) => date.getUTCFullYear()),
  month: ofDate((date) => date.getUTCMonth() + 1),
  day: ofDate((date) => date.getUTCDate()),
  day_of_week: ofDate((date) => date.getUTCDay() || 7),
  hour: ofDate((date) => date.getUTCHours()),
  days_between: ofTwo<number>((earlier, later) => (later - earlier) / dayMs),
  to_number: toNumber,
  to_boolean: toBoolean,
  to_timestamp: toTimestamp,
  to_text: toText,
  level_code: levelCode,
  equals_level: equalsLevel,
};
