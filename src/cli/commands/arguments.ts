import { messageOf, parseDuration } from "#kernel";
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
