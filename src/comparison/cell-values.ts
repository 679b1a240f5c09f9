import { type ColumnValues, readNumber } from "#tabular";

const missingSpellings = new Set(["", "na", "n/a", "nan", "null", "none", "-"]);

const isMissing = (text: string): boolean => text.length <= 4 && missingSpellings.has(text.trim().toLowerCase());

/** A cell without the spellings of missing. */
export const presentText = (text: string | null): string | null => (text === null || isMissing(text) ? null : text);

/** A text as a number; NaN for what is missing or no number. */
export function numberOfText(text: string | null): number {
  const present = presentText(text);
  return present === null ? Number.NaN : (readNumber(present) ?? Number.NaN);
}

/** Values as numbers, whatever the file gives. */
export function asNumbers(values: ColumnValues): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values, numberOfText);
}

/** Values as texts, whatever the file gives. */
export function asTexts(values: ColumnValues): readonly (string | null)[] {
  if (!(values instanceof Float64Array)) return values.map(presentText);
  return Array.from(values, (value) => (Number.isNaN(value) ? null : String(value)));
}
