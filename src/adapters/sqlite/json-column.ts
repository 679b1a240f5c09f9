import type { SqlValue } from "./driver.js";
import { createTextCache } from "./text-cache.js";

/** A JSON text column as the value that was stored. */
export function parsed(column: SqlValue | undefined): unknown {
  return JSON.parse(String(column));
}

const recent = createTextCache((text): unknown => JSON.parse(text), 500);

/** The value of a JSON text column that is read again and again; shared, so nobody may change it. */
export function parsedOnce(column: SqlValue | undefined): unknown {
  return recent(String(column));
}

/** Numbers as JSON text; JSON has no NaN and no infinity, so those become text. */
export function numbersText(numbers: Readonly<Record<string, number>>): string {
  return JSON.stringify(numbers, (_, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  );
}

/** The inverse of {@link numbersText}. */
export function parsedNumbers(column: SqlValue | undefined): Readonly<Record<string, number>> {
  const entries = Object.entries(parsed(column) as Readonly<Record<string, number | string>>);
  return Object.fromEntries(entries.map(([name, value]) => [name, Number(value)]));
}
