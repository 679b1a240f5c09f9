import { InvalidArgumentError } from "commander";

/** A whole number of at least 1 from the command line. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("write a whole number, 1 or more");
  return value;
}
