import type { DateFormat } from "./schema-contract.js";

// The same grammar is generated as SQL for whole files; test/ingestion runs both over the same texts.
const numberPattern = /^[ \t]*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[ \t]*$/;
const trueWords: ReadonlySet<string> = new Set(["true", "t", "yes", "y", "on", "1"]);
const falseWords: ReadonlySet<string> = new Set(["false", "f", "no", "n", "off", "0"]);

const isoPattern =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$/;
const datePatterns = {
  "YYYY-MM-DD": { pattern: /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/, order: [1, 2, 3] },
  "DD/MM/YYYY": { pattern: /^([0-9]{1,2})\/([0-9]{1,2})\/([0-9]{4})$/, order: [3, 2, 1] },
  "MM/DD/YYYY": { pattern: /^([0-9]{1,2})\/([0-9]{1,2})\/([0-9]{4})$/, order: [3, 1, 2] },
  "DD.MM.YYYY": { pattern: /^([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})$/, order: [3, 2, 1] },
} as const;

/**
 * The number a text spells: digits with an optional sign, point and exponent, blanks around it ignored.
 * @param decimal the decimal separator
 * @returns a finite number, or null when the text is not one (`inf` and `nan` are not)
 */
export function readNumber(text: string, decimal: "." | "," = "."): number | null {
  const plain = decimal === "," ? text.replaceAll(".", "#").replaceAll(",", ".") : text;
  if (!numberPattern.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** The whole number a text spells, at most 2^53 in size; `12.0` is one. Null when it is not one. */
export function readInteger(text: string, decimal: "." | "," = "."): number | null {
  const value = readNumber(text, decimal);
  return value !== null && Number.isSafeInteger(value) ? value : null;
}

const withoutBlanks = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, "");

/** True for true, t, yes, y, on, 1; false for false, f, no, n, off, 0 (any letter case); otherwise null. */
export function readBoolean(text: string): boolean | null {
  const word = withoutBlanks(text).toLowerCase();
  if (trueWords.has(word)) return true;
  return falseWords.has(word) ? false : null;
}

function epochOfDate(year: number, month: number, day: number): number | null {
  if (year < 1) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}

function offsetMsOf(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

function clockMsOf([hours, minutes, seconds]: readonly number[], fraction: string | undefined): number | null {
  if (hours! > 23 || minutes! > 59 || seconds! > 59) return null;
  const milliseconds = Number((fraction ?? "0").padEnd(3, "0").slice(0, 3));
  return hours! * 3_600_000 + minutes! * 60_000 + seconds! * 1000 + milliseconds;
}

function readIso(text: string): number | null {
  const match = isoPattern.exec(text);
  if (match === null) return null;
  const parts = match.slice(1, 7).map((part) => Number(part ?? 0));
  const midnight = epochOfDate(parts[0]!, parts[1]!, parts[2]!);
  const clockMs = clockMsOf(parts.slice(3), match[7]);
  const offsetMs = offsetMsOf(match[8]);
  if (midnight === null || clockMs === null || Math.abs(offsetMs) > 15 * 3_600_000) return null;
  return midnight + clockMs - offsetMs;
}

/**
 * The moment a text spells in the given format, blanks around it ignored.
 * @returns epoch milliseconds in UTC, or null when the text is not such a moment
 */
export function readTime(text: string, format: DateFormat): number | null {
  const plain = withoutBlanks(text);
  if (format === "iso") return readIso(plain);
  if (format === "epoch-seconds" || format === "epoch-milliseconds") {
    const count = readNumber(plain);
    return count === null ? null : Math.floor(format === "epoch-seconds" ? count * 1000 : count);
  }
  const { pattern, order } = datePatterns[format];
  const match = pattern.exec(plain);
  return match === null ? null : epochOfDate(Number(match[order[0]]), Number(match[order[1]]), Number(match[order[2]]));
}
