import type { DateFormat } from "./schema-contract.js";

// Whole files are read by generated SQL with the same grammar; test/ingestion runs both over the same texts.
const numberPattern = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const blankEnds = /^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g;
const trueWords: ReadonlySet<string> = new Set(["true", "t", "yes", "y", "1"]);
const falseWords: ReadonlySet<string> = new Set(["false", "f", "no", "n", "0"]);

// The range of ECMAScript's time values.
const largestEpochMs = 8.64e15;

const withoutBlanks = (text: string): string => text.replaceAll(blankEnds, "");

/**
 * The number a text spells: digits with an optional sign, decimal separator and exponent, blanks around it ignored.
 * @param decimal the decimal separator
 * @returns a finite number, or null when the text is not one (`inf` and `nan` are not)
 */
export function readNumber(text: string, decimal: "." | "," = "."): number | null {
  const trimmed = withoutBlanks(text);
  const plain = decimal === "," ? trimmed.replaceAll(".", "#").replaceAll(",", ".") : trimmed;
  if (!numberPattern.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** The whole number a text spells, below 2^53 in size; `12.0` is one. Null when it is not one. */
export function readInteger(text: string, decimal: "." | "," = "."): number | null {
  const value = readNumber(text, decimal);
  return value !== null && Number.isSafeInteger(value) ? value : null;
}

/** True for true, t, yes, y, 1; false for false, f, no, n, 0 (any letter case); otherwise null. */
export function readBoolean(text: string): boolean | null {
  const word = withoutBlanks(text).toLowerCase();
  if (trueWords.has(word)) return true;
  return falseWords.has(word) ? false : null;
}

const timePattern =
  /^[ T]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?(Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?)?$/;

interface DatePattern {
  readonly pattern: RegExp;
  /** Groups of year, month and day. */
  readonly places: readonly [number, number, number];
}

const datePatterns: Readonly<Record<Exclude<DateFormat, `epoch-${string}`>, DatePattern>> = {
  "YYYY-MM-DD": { pattern: /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})/, places: [1, 2, 3] },
  "YYYY/MM/DD": { pattern: /^([0-9]{4})\/([0-9]{1,2})\/([0-9]{1,2})/, places: [1, 2, 3] },
  YYYYMMDD: { pattern: /^([0-9]{4})([0-9]{2})([0-9]{2})/, places: [1, 2, 3] },
  "DD/MM/YYYY": { pattern: /^([0-9]{1,2})\/([0-9]{1,2})\/([0-9]{4})/, places: [3, 2, 1] },
  "MM/DD/YYYY": { pattern: /^([0-9]{1,2})\/([0-9]{1,2})\/([0-9]{4})/, places: [3, 1, 2] },
  "DD.MM.YYYY": { pattern: /^([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})/, places: [3, 2, 1] },
  "DD-MM-YYYY": { pattern: /^([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})/, places: [3, 2, 1] },
};

function midnightMsOf(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}

function offsetMsOf(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

function timeOfDayMsOf(text: string): number | null {
  if (text === "") return 0;
  const match = timePattern.exec(text);
  if (match === null) return null;
  const [hours, minutes, seconds] = match.slice(1, 4).map((part) => Number(part ?? 0));
  const milliseconds = Number((match[4] ?? "").slice(0, 3).padEnd(3, "0"));
  return hours! * 3_600_000 + minutes! * 60_000 + seconds! * 1000 + milliseconds - offsetMsOf(match[5]);
}

function readDate(text: string, { pattern, places }: DatePattern): number | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const midnight = midnightMsOf(Number(match[places[0]]), Number(match[places[1]]), Number(match[places[2]]));
  const time = timeOfDayMsOf(text.slice(match[0].length));
  return midnight === null || time === null ? null : midnight + time;
}

/**
 * The moment a text spells in the given format, blanks around it ignored. A time may follow a date after a blank or `T`;
 * without a zone it is UTC; digits below the millisecond are cut off.
 * @returns epoch milliseconds in UTC, or null when the text is not such a moment
 */
export function readTime(text: string, format: DateFormat): number | null {
  if (format !== "epoch-seconds" && format !== "epoch-milliseconds") {
    return readDate(withoutBlanks(text), datePatterns[format]);
  }
  const count = readNumber(text);
  if (count === null) return null;
  const epochMs = Math.floor(format === "epoch-seconds" ? count * 1000 : count);
  return Math.abs(epochMs) <= largestEpochMs ? epochMs + 0 : null;
}
