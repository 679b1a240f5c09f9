import { type Json, messageOf, parseDuration } from "#kernel";
import { InvalidArgumentError } from "commander";

/** A whole number of at least 1 from the command line. */
export function positiveInteger(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("write a whole number, 1 or more");
  return value;
}

/** A table version from the command line; 0 is the table before its first version. */
export function tableVersion(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError("write a version number, 0 or more");
  return value;
}

/** A duration such as `10min` from the command line, as it was written. */
export function duration(text: string): string {
  try {
    parseDuration(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

/** A date or instant from the command line, in epoch milliseconds. */
export function moment(text: string): number {
  const value = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(value)) throw new InvalidArgumentError("write a date such as 2026-01-31 or 2026-01-31T06:00:00Z");
  return value;
}

const dayMs = 86_400_000;

/** The last moment of a range: an instant, or a date with all of its day, in epoch milliseconds. */
export function lastMoment(text: string): number {
  const value = moment(text);
  return text.includes("T") ? value : value + dayMs - 1;
}

/** A port from the command line; 0 stands for any that is free. */
export function portNumber(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= 65_535)) throw new InvalidArgumentError("write a port, 0 to 65535");
  return value;
}

/** A JSON object from the command line. */
export function jsonObject(text: string): Readonly<Record<string, Json>> {
  try {
    const value = JSON.parse(text) as Json;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, Json>;
  } catch {
    // Told below.
  }
  throw new InvalidArgumentError('write a JSON object such as {"name": 1}');
}
