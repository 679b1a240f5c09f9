import { type DateOrder, dateOrders } from "../functions.js";

const numberPattern = /^[ \t\n\v\f\r]*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[ \t\n\v\f\r]*$/;
const blankEnds = /^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g;
const timePattern =
  /^[ T](?<hour>[01][0-9]|2[0-3]):(?<minute>[0-5][0-9])(?::(?<second>[0-5][0-9])(?:\.(?<fraction>[0-9]{1,9}))?(?<zone>Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?)?$/;
const datePatterns = new Map(Object.entries(dateOrders).map(([name, order]) => [name, new RegExp(order.pattern)]));
const trueTexts = new Set(["true", "t", "yes", "y", "1"]);
const falseTexts = new Set(["false", "f", "no", "n", "0"]);

/** The text without blanks at both ends; blanks are space, tab and line ends. */
export function trimText(text: string): string {
  return text.replaceAll(blankEnds, "");
}

/** The finite number that a text spells in decimal digits, or null. */
export function readNumber(text: string): number | null {
  const match = numberPattern.exec(text);
  if (match === null) return null;
  const value = Number(match[1]);
  return Number.isFinite(value) ? value : null;
}

/** The boolean that a text spells, or null. */
export function readBoolean(text: string): boolean | null {
  const spelled = trimText(text).toLowerCase();
  if (trueTexts.has(spelled)) return true;
  return falseTexts.has(spelled) ? false : null;
}

function zoneOffsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone[0] === "-" ? -minutes : minutes) * 60_000;
}

function timeOfDayMs(text: string): number | null {
  if (text === "") return 0;
  const parts = timePattern.exec(text)?.groups;
  if (parts === undefined) return null;
  const seconds = Number(parts["hour"]) * 3600 + Number(parts["minute"]) * 60 + Number(parts["second"] ?? 0);
  const milliseconds = Number((parts["fraction"] ?? "").slice(0, 3).padEnd(3, "0"));
  return seconds * 1000 + milliseconds - zoneOffsetMs(parts["zone"]);
}

function midnightMs(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}

/**
 * The instant that a text spells, in epoch ms, or null. A time may follow the date after a blank or `T`; without a zone
 * it is UTC; digits below the millisecond are cut off.
 */
export function readTimestamp(text: string, order: DateOrder = "YYYY-MM-DD"): number | null {
  const trimmed = trimText(text);
  const match = datePatterns.get(order)!.exec(trimmed);
  if (match === null) return null;
  const place = dateOrders[order];
  const midnight = midnightMs(Number(match[place.year]), Number(match[place.month]), Number(match[place.day]));
  const time = timeOfDayMs(trimmed.slice(match[0].length));
  return midnight === null || time === null ? null : midnight + time;
}
