import { plural } from "#kernel";
import type { ColumnSpec, ColumnType, DateFormat } from "#tabular";
import { possibleLevels } from "./missing-spellings.js";
import type { ColumnProfile, SpellingCount } from "./ports.js";

/** The guess about one column. */
export interface GuessedSpec {
  readonly spec: ColumnSpec;
  /** One sentence on what was guessed and from what; empty when there was nothing to guess. */
  readonly note: string;
}

// A column counts as numbers or dates although a few values are not: those rows go to quarantine and are told about.
const requiredShare = 0.98;
const listedLevels = 30;
const longText = 60;

/** Whether every row has a value of its own. */
export function isUnique(column: ColumnProfile): boolean {
  return column.rowCount > 1 && column.distinctCount === column.rowCount;
}

/** Whether the values are levels: they repeat, at least twice on average, and are short. */
export function isCategoryLike(column: ColumnProfile): boolean {
  return column.distinctCount * 2 <= column.valueCount && column.averageLength <= longText;
}

const isMost = (count: number, column: ColumnProfile): boolean =>
  count > 0 && count >= column.valueCount * requiredShare;

function dateFormatOf(column: ColumnProfile): DateFormat | null {
  const spelled = Object.entries(column.dateCounts).filter(([format]) => !format.startsWith("epoch-"));
  const found = spelled.filter(([format, count]) => isMost(count, column) && format !== "YYYYMMDD");
  const compact = column.dateCounts.YYYYMMDD;
  if (found.length === 0 && compact === column.valueCount && compact > 0 && column.distinctCount > 1) return "YYYYMMDD";
  const [best] = found.toSorted(([, left], [, right]) => right - left);
  return best === undefined ? null : (best[0] as DateFormat);
}

const timeName = /(time|date|_at|_on|created|updated|timestamp|epoch)/i;

function epochFormatOf(column: ColumnProfile): DateFormat | null {
  if (!timeName.test(column.name)) return null;
  if (isMost(column.dateCounts["epoch-seconds"], column)) return "epoch-seconds";
  return isMost(column.dateCounts["epoch-milliseconds"], column) ? "epoch-milliseconds" : null;
}

function isAmbiguous(column: ColumnProfile, format: DateFormat): boolean {
  const { "DD/MM/YYYY": dayFirst, "MM/DD/YYYY": monthFirst } = column.dateCounts;
  return (format === "DD/MM/YYYY" || format === "MM/DD/YYYY") && dayFirst === monthFirst;
}

function numericType(column: ColumnProfile): "integer" | "number" | null {
  if (!isMost(column.numberCount + column.infinityCount, column)) return null;
  return column.integerCount === column.numberCount && column.numberCount > 0 ? "integer" : "number";
}

const spelled = (levels: readonly SpellingCount[]): string =>
  levels.map(({ value, count }) => `${JSON.stringify(value)} ${count}×`).join(", ");

/** Spellings of missing that the contract has to name: the empty text needs no naming, and levels stay levels. */
function missingOf(column: ColumnProfile, isText: boolean): { missing?: readonly string[] } {
  const named = column.missing.map(({ value }) => value).filter((value) => value !== "");
  const missing = isText ? named.filter((value) => !possibleLevels.includes(value.trim())) : named;
  return missing.length > 0 ? { missing } : {};
}

function missingNote(column: ColumnProfile): string {
  const count = column.missing.reduce((sum, spelling) => sum + spelling.count, 0);
  return count === 0 ? "" : `${count} of ${column.rowCount} missing (${spelled(column.missing.slice(0, 5))})`;
}

function sentence(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("; ");
}

function unreadableNote(column: ColumnProfile, readable: number): string {
  const count = column.valueCount - readable;
  return count === 0 ? "" : `${plural(count, "value")} cannot be read as this type and will go to quarantine`;
}

function rangeOf(column: ColumnProfile): { range?: readonly [number | null, number | null] } {
  if (column.min === null || column.max === null || column.min < 0) return {};
  return column.min === 0 && column.max === 1 && column.distinctCount === 2 ? { range: [0, 1] } : { range: [0, null] };
}

function numericSpec(column: ColumnProfile, type: "integer" | "number"): GuessedSpec {
  const spec = { type, ...rangeOf(column), ...missingOf(column, false) };
  const seen = column.min === null ? "" : `seen ${column.min} … ${column.max}`;
  return { spec, note: sentence([seen, missingNote(column), unreadableNote(column, column.numberCount)]) };
}

function dateSpec(column: ColumnProfile, format: DateFormat): GuessedSpec {
  const sample = column.topLevels[0]?.value ?? "";
  const type: ColumnType = /[:T]|^\d{9,}$/.test(sample) ? "timestamp" : "date";
  const spec = { type, ...(format === "YYYY-MM-DD" ? {} : { format }), ...missingOf(column, false) };
  const doubt = isAmbiguous(column, format) ? "day and month could also be the other way round" : "";
  const unreadable = unreadableNote(column, column.dateCounts[format]);
  return { spec, note: sentence([`such as ${sample}`, doubt, missingNote(column), unreadable]) };
}

const levelsHidden = (column: ColumnProfile, isText: boolean): readonly string[] =>
  isText ? column.missing.map(({ value }) => value).filter((value) => possibleLevels.includes(value.trim())) : [];

function textSpec(column: ColumnProfile): GuessedSpec {
  const missing = missingOf(column, true);
  if (!isCategoryLike(column)) {
    return { spec: { type: "text", ...missing }, note: `${column.distinctCount} different texts` };
  }
  if (column.distinctCount > listedLevels) {
    const note = sentence([plural(column.distinctCount, "level"), missingNote(column)]);
    return { spec: { type: "category", ...missing }, note };
  }
  const levels = [...column.topLevels.map(({ value }) => value), ...levelsHidden(column, true)];
  const note = sentence([plural(levels.length, "level"), missingNote(column)]);
  return { spec: { type: "category", domain: levels.toSorted(), ...missing }, note };
}

/** Guesses type, format, range, levels and spellings of missing from a column's facts. */
export function guessSpec(column: ColumnProfile): GuessedSpec {
  if (column.valueCount === 0) return { spec: { type: "text" }, note: "no value in any row" };
  const dates = dateFormatOf(column) ?? epochFormatOf(column);
  if (dates !== null) return dateSpec(column, dates);
  const numeric = numericType(column);
  if (numeric !== null) return numericSpec(column, numeric);
  if (isMost(column.decimalCommaCount + column.integerCount, column)) {
    const spec: ColumnSpec = { type: "number", decimal: ",", ...missingOf(column, false) };
    return { spec, note: sentence(["numbers with a decimal comma", missingNote(column)]) };
  }
  if (isMost(column.booleanCount, column)) {
    return { spec: { type: "boolean", ...missingOf(column, false) }, note: missingNote(column) };
  }
  return textSpec(column);
}
